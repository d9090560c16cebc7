"""Addresses of ticklers, comments and tasks."""

from django.urls import path

from salter.registry.work.notes import views

urlpatterns = [
    path("office/tasks/", views.my_tasks, name="my-tasks"),
    path("cases/<uuid:case_id>/tickler/", views.tickler, name="tickler"),
    path("cases/<uuid:case_id>/tickler/clear/", views.clear, name="tickler-clear"),
    path("cases/<uuid:case_id>/comments/", views.comments, name="comments"),
    path("cases/<uuid:case_id>/tasks/", views.tasks, name="tasks"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/done/", views.finish, name="task-done"),
]
