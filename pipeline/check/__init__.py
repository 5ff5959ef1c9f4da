"""Is it right? Fields, rules, timeline. Says what it finds; changes nothing, holds no opinion."""
