"""What registration over HTTP is measured against: handlers that do far less, behind the same server and middleware.

They are served by the benchmark only, from a URL map of their own; the product does not know them.
"""
