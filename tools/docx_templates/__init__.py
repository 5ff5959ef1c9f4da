"""The Word templates as they leave the workshop; from then on they belong to whoever edits them in Word."""
