"""Names on a drawing: each beside its spot where there is room, else left out."""

from dataclasses import dataclass

LETTER, LINE = 7.6, 17
BESIDE, ABOVE = 11, 11
EDGE = 16


@dataclass(frozen=True)
class Label:
    x: int
    y: int
    anchor: str


class Room:
    """The room that is left on a picture with these spots; names are placed one by one."""

    def __init__(self, size, spots, *, is_below_first=False):
        self._width, self._height = size
        self._is_below_first = is_below_first
        self._taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in spots]

    def label(self, spot, text):
        """To the right, the left, above or below; None where a name or a spot is in the way."""
        x, y = spot
        length = len(text) * LETTER
        below = [
            (Label(x, y + ABOVE + 11, "middle"), x - length / 2, y + ABOVE + 14),
            (Label(x, y + ABOVE + 11, "start"), x, y + ABOVE + 14),
        ]
        beside = [
            (Label(x + BESIDE, y + 5, "start"), x + BESIDE, y + 8),
            (Label(x - BESIDE, y + 5, "end"), x - BESIDE - length, y + 8),
            (Label(x, y - ABOVE, "middle"), x - length / 2, y - ABOVE + 3),
        ]
        for label, left, bottom in below + beside if self._is_below_first else beside + below:
            box = (left, bottom - LINE, left + length, bottom)
            if self._is_free(box):
                self._taken.append(box)
                return label
        return None

    def _is_free(self, box):
        left, top, right, bottom = box
        if left < EDGE or top < EDGE or right > self._width - EDGE or bottom > self._height - EDGE:
            return False
        return all(
            right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]
            for other in self._taken
        )
