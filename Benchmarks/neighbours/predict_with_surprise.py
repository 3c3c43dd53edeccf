"""Ratings drawn at random, and what scikit-surprise predicts from them.

    python predict_with_surprise.py Tests/Fixtures/Neighbours

Writes ratings.csv (user,item,rating) and surprise.csv (model;user;item;prediction) for pairs without a rating.
"""

import random
import sys

import pandas
from surprise import (
    BaselineOnly, Dataset, KNNBaseline, KNNBasic, KNNWithMeans, KNNWithZScore, Reader,
)

USERS, ITEMS = 25, 18
folder = sys.argv[1]
draw = random.Random(7)
taste = [draw.gauss(0, 0.8) for _ in range(USERS)]
quality = [draw.gauss(0, 0.8) for _ in range(ITEMS)]
rows = [
    (user, item, min(5.0, max(0.5, round(2 * (3.4 + taste[user] + quality[item] + draw.gauss(0, 0.9))) / 2)))
    for user in range(USERS)
    for item in range(ITEMS)
    if draw.random() < 0.45
]
known = {(user, item) for user, item, _ in rows}
with open(f"{folder}/ratings.csv", "w") as file:
    file.write("user,item,rating\n")
    file.writelines(f"{user},{item},{rating}\n" for user, item, rating in rows)

frame = pandas.DataFrame(rows, columns=["user", "item", "rating"])
data = Dataset.load_from_df(frame, Reader(rating_scale=(0.5, 5))).build_full_trainset()
# More neighbours than there are users or items: the lists of both libraries are then complete.
models = {"bias": BaselineOnly(verbose=False)}
for name, base in (("userknn", True), ("itemknn", False)):
    options = {"name": "msd", "user_based": base}
    for form, kind in (
        ("weighted", KNNBasic), ("centred", KNNWithMeans), ("z-score", KNNWithZScore), ("baseline", KNNBaseline),
    ):
        models[f"{name}(similarity=msd,form={form})"] = kind(k=100, sim_options=options, verbose=False)
with open(f"{folder}/surprise.csv", "w") as file:
    for name, model in models.items():
        model.fit(data)
        for user in range(USERS):
            for item in range(ITEMS):
                found = model.predict(user, item, clip=False)
                # A third of the cases keeps the file small.
                if (user + item) % 3 == 0 and (user, item) not in known and not found.details["was_impossible"]:
                    file.write(f"{name};{user};{item};{found.est:.7f}\n")
