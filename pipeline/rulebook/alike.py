"""When two pieces of text are the same name, or nearly the same sentence.

Nothing here changes a text: the results decide only what stands beside what.
"""

from __future__ import annotations

from collections import Counter

from rapidfuzz import fuzz

from pipeline.rulebook.sameness import folded

# Two words this alike (0 to 100) are one word with a slip of the keyboard: "referal" and "referral" score
# 93, "visits" and "visit" 91. "weekly" and "fortnightly" score 47, "his" and "her" 33: another meaning.
SAME_WORD = 80.0


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, in order."""
    return tuple(folded(text).split())


def same_sentence(one: str, other: str) -> bool:
    """Whether two texts say the same in the same words, slips of spelling apart.

    Every word needs its twin in the other text, in any order: a sentence with another number, another
    interval or one more "not" is another sentence. Two blank texts say nothing, so they are not the same.
    """
    ours, theirs = Counter(words(one)), Counter(words(other))
    left, right = sorted((ours - theirs).elements()), sorted((theirs - ours).elements())
    if not ours or len(left) != len(right):
        return False
    for word in left:
        twin = max(right, key=lambda w: (fuzz.ratio(word, w), w))
        if fuzz.ratio(word, twin) < SAME_WORD or any(c.isdigit() for c in word + twin):
            return False
        right.remove(twin)
    return True


def begins_alike(shorter: str, longer: str) -> bool:
    """Whether a text begins with all the words of a shorter one of at least three words, in their order.

    It only points from one to the other: what the longer one says beyond that may be another matter.
    """
    ours, theirs = words(shorter), words(longer)
    return 3 <= len(ours) < len(theirs) and same_sentence(" ".join(theirs[: len(ours)]), shorter)
