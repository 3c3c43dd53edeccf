"""Prints the held-out rows of the Mult-VAE split of a small made-up log, by numpy's legacy generator.

The numbers are the fixture of `MultVAESplitTests`; run it again to check them.
"""

import numpy

HELD_OUT, SEED = 6, 98765
rows = []
for user in range(1, 41):
    seen = set()
    if user % 3 == 1:
        rows.append((user, 100 + user))
    for step in range(3 + user * 5 % 11):
        item = (user * 7 + step * step * 3) % 37
        if item not in seen:
            seen.add(item)
            rows.append((user, item))

users = numpy.unique([user for user, _ in rows])
order = numpy.random.RandomState(SEED).permutation(users.size)
users = users[order]
training = set(users[: -2 * HELD_OUT].tolist())
catalogue = {item for user, item in rows if user in training}
for name, group in [
    ("validation", users[-2 * HELD_OUT : -HELD_OUT]),
    ("test", users[-HELD_OUT:]),
]:
    generator = numpy.random.RandomState(SEED)
    held = []
    for user in sorted(group.tolist()):
        own = [row for row in rows if row[0] == user and row[1] in catalogue]
        if len(own) >= 5:
            chosen = generator.choice(len(own), size=int(0.2 * len(own)), replace=False)
            held += [own[index] for index in chosen.astype("int64")]
    print(name, sorted(group.tolist()), sorted((int(u), int(i)) for u, i in held))
print("catalogue", len(catalogue), "rows", len(rows))
