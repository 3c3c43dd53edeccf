"""Click-through models on Frappe: Needletail beside PyTorch, with the same hyper-parameters, in one run.

compare_ctr.py DATA [--seeds N] [--models fm,deepfm,...] [--needletail PROGRAM] [--held]

DATA is the folder with frappe.validation.libfm.gz (57,722 examples: learnt from) and frappe.test.libfm.gz (28,860: judged
once). A tenth of the former, drawn by the seed, chooses the epoch by AUC with a patience of 5; then both fit once more on
all of them for as many epochs (`needletail evaluate --early-stopping random:0.1`). PyTorch's models are dense: Adam
moves every row at every step, the penalty is on the rows that a step reads. With --needletail the tool runs on the same
files with the specifications below, seed by seed. Prints AUC and log loss a seed, their means, and for each model the
difference of means.
"""

import argparse
import gzip
import json
import subprocess

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

COMMON = dict(dimension=16, l2=1e-4, batchSize=1024)
DEEP = dict(COMMON, learningRate=0.005, hidden="100-100", dropout=0.5)
SPECIFICATIONS = {
    "fm": dict(COMMON, learningRate=0.005),
    "deepfm": DEEP,
    "wide-deep": DEEP,
    "fifa": dict(COMMON, learningRate=0.02, activation="gelu", factor=1, dropout=0.5, inputDropout=0.1,
                 initialScale=0.1, gain=5),
}
EPOCHS, PATIENCE = 30, 5


def read(path):
    with gzip.open(path, "rt") as lines:
        rows = [line.split() for line in lines]
    labels = np.array([float(row[0]) > 0 for row in rows], np.float32)
    return labels, np.array([[int(cell.split(":")[0]) for cell in row[1:]] for row in rows])


def auc(scores, labels):
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    values, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positives = labels.sum()
    return (ranks[labels > 0].sum() - positives * (positives + 1) / 2) / (positives * (len(labels) - positives))


def loss(scores, labels):
    return float(F.binary_cross_entropy_with_logits(torch.from_numpy(scores), torch.from_numpy(labels)))


class Model(nn.Module):
    def __init__(self, kind, fields, rows, dimension=10, hidden="400-400-400", dropout=0.0, activation="gelu", factor=5.0,
                 inputDropout=0.0, initialScale=0.01, gain=1.0, **_):
        super().__init__()
        self.kind, self.activation = kind, activation
        self.vectors = nn.Embedding(rows, dimension)
        self.weights = nn.Embedding(rows, 1)
        nn.init.normal_(self.vectors.weight, std=initialScale)
        nn.init.zeros_(self.weights.weight)
        self.bias = nn.Parameter(torch.zeros(1))
        inputs = fields * dimension
        self.drop, self.drop_inputs = nn.Dropout(dropout), nn.Dropout(inputDropout)
        if kind in ("deepfm", "wide-deep"):
            parts, size = [], inputs
            for units in map(int, hidden.split("-")):
                parts += [nn.Linear(size, units), nn.ReLU(), nn.Dropout(dropout)]
                size = units
            self.tower = nn.Sequential(*parts, nn.Linear(size, 1))
        if kind == "fifa":
            units = 2 * round(factor * inputs / 2)
            self.skip = nn.Linear(inputs, 1, bias=False)
            self.first, self.last = nn.Linear(inputs, units), nn.Linear(units, 1, bias=False)
        for part in self.modules():
            if isinstance(part, nn.Linear):
                nn.init.xavier_uniform_(part.weight)
                if part.bias is not None:
                    nn.init.zeros_(part.bias)
        if kind == "fifa":
            for part in (self.first, self.last):
                nn.init.xavier_uniform_(part.weight, gain=gain)

    def act(self, z):
        if self.activation == "quad":
            return z * z
        if self.activation == "quad-relu":
            half = z.shape[1] // 2
            return torch.cat([z[:, :half] ** 2, F.relu(z[:, half:])], 1)
        return F.relu(z) if self.activation == "relu" else F.gelu(z)

    def forward(self, x):
        e = self.vectors(x)
        score = self.bias.expand(len(x))
        if self.kind != "fifa":
            score = score + self.weights(x).sum((1, 2))
        if self.kind in ("fm", "deepfm"):
            score = score + 0.5 * (e.sum(1) ** 2 - (e**2).sum(1)).sum(1)
        flat = e.flatten(1)
        if self.kind in ("deepfm", "wide-deep"):
            score = score + self.tower(flat).squeeze(1)
        if self.kind == "fifa":
            score = score + (self.skip(flat) + self.last(self.drop(self.act(self.first(self.drop_inputs(flat)))))).squeeze(1)
        return score

    def penalty(self, x):
        rows = x.unique()
        return (self.vectors.weight[rows] ** 2).sum() / 2 + (self.weights.weight[rows] ** 2).sum() / 2


def scores(model, x):
    model.eval()
    with torch.no_grad():
        return torch.cat([model(part) for part in x.split(8192)]).numpy()


def encode(x, seen):
    """Rows of each column's names in the training part; 0 in a column for what it had not."""
    offset, columns = 0, []
    for column, names in zip(x.T, seen):
        places = np.searchsorted(names, column)
        known = (places < len(names)) & (names[np.minimum(places, len(names) - 1)] == column)
        columns.append(offset + np.where(known, places + 1, 0))
        offset += len(names) + 1
    return torch.from_numpy(np.stack(columns, 1)), offset


def fit(kind, values, train, watch, seed, epochs):
    """The scores of every watched set after the epoch that was best on the first one."""
    labels, x = train
    seen = [np.unique(column) for column in x.T]
    inputs, rows = encode(x, seen)
    unknown = torch.tensor(np.cumsum([0] + [len(names) + 1 for names in seen[:-1]]))
    torch.manual_seed(seed)
    model = Model(kind, x.shape[1], rows, **values)
    optimizer = torch.optim.Adam(model.parameters(), lr=values.get("learningRate", 0.001))
    targets, size = torch.from_numpy(labels), values.get("batchSize", 1024)
    best, misses, chosen = (-1, None), 0, epochs
    for epoch in range(epochs):
        model.train()
        for batch in torch.randperm(len(targets)).split(size):
            part = inputs[batch].clone()
            masked = torch.rand(len(batch)) < 0.01
            part[masked, 0] = unknown[0]
            optimizer.zero_grad()
            value = F.binary_cross_entropy_with_logits(model(part), targets[batch])
            (value + values.get("l2", 0) * model.penalty(part)).backward()
            optimizer.step()
        if watch is None:
            continue
        found = [scores(model, encode(x, seen)[0]) for _, x in watch]
        figure = auc(found[0], watch[0][0])
        if figure > best[0]:
            best, misses, chosen = (figure, found), 0, epoch + 1
        else:
            misses += 1
            if misses >= PATIENCE:
                break
    return (best[1], chosen) if watch else (model, seen)


def ours(program, data, kind, values, seed):
    text = ",".join(f"{key}={value}" for key, value in values.items())
    lines = subprocess.run(
        [program, "evaluate", data, "--split", f"files:{data}/frappe.validation.libfm.gz,{data}/frappe.test.libfm.gz",
         "--models", f"{kind}({text}{',' if text else ''}epochs={EPOCHS})", "--metrics", "auc,logloss",
         "--early-stopping", "random:0.1", "--stopping-metric", "auc", "--seed", str(seed), "--threads",
         str(arguments.threads), "--json"], check=True, capture_output=True, text=True).stdout
    metrics = json.loads(lines)["models"][0]["metrics"]
    return metrics["auc"]["value"], metrics["logloss"]["value"]


parser = argparse.ArgumentParser()
parser.add_argument("data")
parser.add_argument("--seeds", type=int, default=5)
parser.add_argument("--models", default="fm,deepfm,wide-deep,fifa")
parser.add_argument("--set", action="append", default=[], help="key=value for every model")
parser.add_argument("--needletail")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--held", action="store_true", help="figures of the held-out tenth; the test file is not opened")
arguments = parser.parse_args()
torch.set_num_threads(arguments.threads)
whole = read(f"{arguments.data}/frappe.validation.libfm.gz")
test = None if arguments.held else read(f"{arguments.data}/frappe.test.libfm.gz")
for kind in arguments.models.split(","):
    values = dict(SPECIFICATIONS[kind])
    for pair in arguments.set:
        key, value = pair.split("=")
        values[key] = type(values.get(key, 0.0))(value)
    rows = {"PyTorch": [], "Needletail": []}
    for seed in range(1, arguments.seeds + 1):
        order = np.random.default_rng(seed).permutation(len(whole[0]))
        held, rest = order[: len(order) // 10], order[len(order) // 10 :]
        parts = [(whole[0][at], whole[1][at]) for at in (rest, held)]
        found, epochs = fit(kind, values, parts[0], parts[1:], seed, EPOCHS)
        if not arguments.held:
            model, seen = fit(kind, values, whole, None, seed, epochs)
            found = [scores(model, encode(test[1], seen)[0])]
        judged = (found[0], parts[1][0] if arguments.held else test[0])
        rows["PyTorch"].append((auc(*judged), loss(*judged)))
        print(f"PyTorch {kind} seed {seed}, {epochs} epochs: auc {rows['PyTorch'][-1][0]:.5f}, "
              f"logloss {rows['PyTorch'][-1][1]:.5f}", flush=True)
        if arguments.needletail:
            rows["Needletail"].append(ours(arguments.needletail, arguments.data, kind, values, seed))
            print(f"Needletail {kind} seed {seed}: auc {rows['Needletail'][-1][0]:.5f}", flush=True)
    means = {name: np.mean(figures, 0) for name, figures in rows.items() if figures}
    for name, mean in means.items():
        print(f"{name} {kind} {values}: mean auc {mean[0]:.5f}, logloss {mean[1]:.5f}")
    if len(means) == 2:
        print(f"{kind}: Needletail {means['Needletail'][0] - means['PyTorch'][0]:+.5f} AUC")
