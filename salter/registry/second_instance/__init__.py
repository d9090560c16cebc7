"""Who decides on appeals: by procedure, class or kind of tasks, as the office has set it with its ground."""
