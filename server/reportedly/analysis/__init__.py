"""Text in, analysis out. Knows no web, no files of the reader, no settings."""
