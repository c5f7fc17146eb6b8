"""Every result as text, JSON, CSV, Markdown and HTML: the only place that rounds."""
