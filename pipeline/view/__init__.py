"""Things to words, for one audience in one language: what templates may print."""
