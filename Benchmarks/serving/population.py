"""Writes interactions of a made-up population as csv: population.py FILE USERS ITEMS EVENTS_PER_USER

Users like a few of 200 themes; within a theme some items are far more popular than others.
"""

import random
import sys


def main(path, users, items, events):
    draw = random.Random(1)
    themes = 200
    size = items // themes
    start = 1_700_000_000_000
    with open(path, "w") as file:
        file.write("user,item,time\n")
        for user in range(users):
            liked = [draw.randrange(themes) for _ in range(3)]
            moment = start + draw.randrange(30 * 86_400_000)
            chosen = set()
            while len(chosen) < events:
                theme = draw.choice(liked) if draw.random() < 0.8 else draw.randrange(themes)
                chosen.add(theme * size + int(size * draw.random() ** 2))
            for item in chosen:
                moment += draw.randrange(600_000)
                file.write(f"u{user},i{item},{moment}\n")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
