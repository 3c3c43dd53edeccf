"""DeepFM's examples per second: Needletail beside PyTorch with sparse and with dense embeddings, in one run.

compare_deepfm.py FOLDER --needletail PROGRAM [--examples N] [--epochs N] [--arms needletail,sparse,dense] [--frappe DATA]

Generates examples of 39 fields with a million values in all (as Criteo's: few fields with most of the values, popularity
by a power law, clicks by a planted factorisation machine) into FOLDER, once, and trains the same model on them with the
same batches' size: k = 16, hidden layers 400-400-400, batches of 4,096, Adam on all parameters, no penalty, no dropout.
PyTorch's sparse arm has nn.Embedding(sparse=True) with SparseAdam, the dense arm Adam on everything. With --frappe the
data are Frappe's, with the model that `needletail models deepfm` has by default. Seconds are of epochs after the first;
the arms alternate. Prints examples per second, log loss and AUC on held-out examples, and ratios.
"""

import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SIZES = [200_000, 180_000, 150_000, 120_000, 100_000, 80_000, 60_000, 50_000, 30_000, 20_000] + [
    3000, 2500, 1500, 1000, 600, 400, 300, 200, 100, 100, 50, 50, 40, 40, 30, 20, 10, 10, 10, 8, 7, 6, 5, 4, 3, 3, 2, 1, 1]
assert len(SIZES) == 39 and sum(SIZES) == 1_000_000


def generate(folder, count, held):
    """Columns of values, each value of the training part at least once, and clicks."""
    random = np.random.default_rng(7)
    columns, score = [], np.full(count + held, -1.4, np.float32)
    total = np.zeros((count + held, 4), np.float32)
    for size in SIZES:
        drawn = np.minimum((size * random.random(count + held) ** 3).astype(np.int64), size - 1)
        places = random.permutation(count)[: min(size, count)]
        drawn[places] = np.arange(len(places))
        columns.append(drawn)
        vectors = random.normal(0, 0.25, (size, 4)).astype(np.float32)[drawn]
        score += random.normal(0, 0.3, size).astype(np.float32)[drawn] - (vectors**2).sum(1) / 2
        total += vectors
    score += (total**2).sum(1) / 2
    labels = random.random(count + held) < 1 / (1 + np.exp(-score))
    offsets = np.cumsum([0] + SIZES[:-1])
    rows = np.stack(columns, 1) + offsets
    np.save(folder / "rows.npy", rows.astype(np.int32))
    np.save(folder / "labels.npy", labels)
    for name, part in (("train", slice(0, count)), ("test", slice(count, count + held))):
        with open(folder / f"{name}.libfm", "w") as file:
            for label, row in zip(labels[part], rows[part]):
                file.write(f"{int(label)} " + ":1 ".join(map(str, row)) + ":1\n")


class DeepFM(nn.Module):
    def __init__(self, rows, fields, dimension, hidden, dropout, sparse):
        super().__init__()
        self.vectors = nn.Embedding(rows, dimension, sparse=sparse)
        self.weights = nn.Embedding(rows, 1, sparse=sparse)
        nn.init.normal_(self.vectors.weight, std=0.01)
        nn.init.zeros_(self.weights.weight)
        self.bias = nn.Parameter(torch.zeros(1))
        parts, size = [], fields * dimension
        for units in hidden:
            parts += [nn.Linear(size, units), nn.ReLU()] + ([nn.Dropout(dropout)] if dropout else [])
            size = units
        self.tower = nn.Sequential(*parts, nn.Linear(size, 1))
        for part in self.tower:
            if isinstance(part, nn.Linear):
                nn.init.xavier_uniform_(part.weight)
                nn.init.zeros_(part.bias)

    def forward(self, x):
        e = self.vectors(x)
        pairs = 0.5 * (e.sum(1).square() - e.square().sum(1)).sum(1)
        return self.bias + self.weights(x).sum((1, 2)) + pairs + self.tower(e.flatten(1)).squeeze(1)


class Torch:
    def __init__(self, x, y, values, sparse):
        torch.manual_seed(1)
        self.x, self.y, self.values = x, y, values
        self.model = DeepFM(int(x.max()) + 1, x.shape[1], values["dimension"], values["hidden"], values["dropout"], sparse)
        dense = list(self.model.parameters())
        self.optimizers = []
        if sparse:
            tables = [self.model.vectors.weight, self.model.weights.weight]
            self.optimizers.append(torch.optim.SparseAdam(tables, lr=values["learningRate"]))
            dense = [p for p in dense if all(p is not table for table in tables)]
        self.optimizers.append(torch.optim.Adam(dense, lr=values["learningRate"], foreach=True))

    def epoch(self):
        self.model.train()
        start = time.perf_counter()
        for batch in torch.randperm(len(self.y)).split(self.values["batchSize"]):
            for optimizer in self.optimizers:
                optimizer.zero_grad()
            F.binary_cross_entropy_with_logits(self.model(self.x[batch]), self.y[batch]).backward()
            for optimizer in self.optimizers:
                optimizer.step()
        return time.perf_counter() - start

    def judge(self, x, y):
        self.model.eval()
        with torch.no_grad():
            scores = torch.cat([self.model(part) for part in x.split(8192)])
        order = np.argsort(scores.numpy(), kind="stable")
        ranks = np.empty(len(order))
        ranks[order] = np.arange(1, len(order) + 1)
        labels = y.numpy() > 0
        positives = labels.sum()
        area = (ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * (len(labels) - positives))
        return area, F.binary_cross_entropy_with_logits(scores, y).item()


def ours(program, train, test, values, epochs):
    text = (f"deepfm(dimension={values['dimension']},hidden={'-'.join(map(str, values['hidden']))},dropout={values['dropout']},"
            f"batchSize={values['batchSize']},learningRate={values['learningRate']},l2=0,epochs={epochs})")
    lines = subprocess.run(
        [program, "evaluate", train.parent, "--examples", "--split", f"files:{train.name},{test.name}", "--models", text,
         "--metrics", "auc,logloss", "--threads", str(arguments.threads), "--json"], check=True, capture_output=True, text=True).stdout
    model = json.loads(lines)["models"][0]
    return model["fitSeconds"], (model["metrics"]["auc"]["value"], model["metrics"]["logloss"]["value"])


def frappe(path):
    with gzip.open(path, "rt") as lines:
        rows = [line.split() for line in lines]
    return (torch.tensor([[int(cell.split(":")[0]) for cell in row[1:]] for row in rows]),
            torch.tensor([float(float(row[0]) > 0) for row in rows]))


parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--needletail", required=True)
parser.add_argument("--examples", type=int, default=102_400)
parser.add_argument("--held", type=int, default=8192)
parser.add_argument("--epochs", type=int, default=4)
parser.add_argument("--arms", default="needletail,sparse,dense")
parser.add_argument("--frappe", type=pathlib.Path)
parser.add_argument("--threads", type=int, default=2)
arguments = parser.parse_args()
torch.set_num_threads(arguments.threads)
if arguments.frappe:
    values = dict(dimension=16, hidden=[100, 100], dropout=0.5, batchSize=1024, learningRate=0.005)
    files = [arguments.frappe / f"frappe.{part}.libfm.gz" for part in ("validation", "test")]
    (x, y), (held_x, held_y) = map(frappe, files)
else:
    values = dict(dimension=16, hidden=[400, 400, 400], dropout=0, batchSize=4096, learningRate=0.001)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    files = [arguments.folder / "train.libfm", arguments.folder / "test.libfm"]
    if not files[1].exists():
        generate(arguments.folder, arguments.examples, arguments.held)
    rows = torch.from_numpy(np.load(arguments.folder / "rows.npy")).long()
    labels = torch.from_numpy(np.load(arguments.folder / "labels.npy")).float()
    (x, held_x), (y, held_y) = rows.split([len(rows) - arguments.held, arguments.held]), labels.split(
        [len(rows) - arguments.held, arguments.held])
arms = arguments.arms.split(",")
peers = {arm: Torch(x, y, values, arm == "sparse") for arm in arms if arm != "needletail"}
seconds = {arm: [] for arm in arms}
results = {}
first = ours(arguments.needletail, *files, values, 1)[0] if "needletail" in arms else 0
for peer in peers.values():
    peer.epoch()
for epoch in range(2, arguments.epochs + 1):
    if "needletail" in arms:
        whole, results["needletail"] = ours(arguments.needletail, *files, values, epoch)
        seconds["needletail"].append((whole - first) / (epoch - 1))
    for arm, peer in peers.items():
        seconds[arm].append(peer.epoch())
for arm, peer in peers.items():
    results[arm] = peer.judge(held_x, held_y)
for arm in arms:
    rate = len(y) / np.median(seconds[arm])
    area, loss = results[arm]
    print(f"{arm}: {rate:,.0f} examples/s, AUC {area:.4f}, log loss {loss:.4f}", flush=True)
for arm in peers:
    if "needletail" in arms:
        print(f"needletail / {arm}: {np.median(seconds[arm]) / np.median(seconds['needletail']):.2f}")
sys.stdout.flush()
