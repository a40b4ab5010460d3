"""How many answers a second the application takes over HTTP, beside a bare Flask view."""
