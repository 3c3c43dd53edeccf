"""Softmax cross-entropy over a catalogue, forward and backward: Needletail beside PyTorch, step by step in turn.

compare_softmax.py PROGRAM [ROUNDS [QUERIES ITEMS DIMENSION]], without OPENBLAS_CORETYPE in the environment; PROGRAM is
the `softmax` of Benchmarks/. Both sides use two threads. PyTorch computes cross_entropy(queries @ items.T, targets) and
its backward. Seconds are those of the clock, the least of ROUNDS, and of the processor, where other work disturbs the
machine. Gradients are compared by the norm of their difference. Peaks of memory are each of a process of its own, over
what it held with inputs loaded; PyTorch has then run a small step, so that its code does not count.

With MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=16000000000 PyTorch keeps its memory from step to step: faster, and more
than twice the memory.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch

THREADS = 2
torch.set_num_threads(THREADS)


def processor():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def inputs(folder, n, m, d):
    read = lambda name, kind, *shape: np.fromfile(os.path.join(folder, name), kind).reshape(shape)
    queries = torch.from_numpy(read("queries", "<f4", n, d)).requires_grad_()
    items = torch.from_numpy(read("items", "<f4", m, d)).requires_grad_()
    return queries, items, torch.from_numpy(read("targets", "<i4", n)).long()


def step(queries, items, targets):
    queries.grad = items.grad = None
    loss = torch.nn.functional.cross_entropy(queries @ items.T, targets)
    loss.backward()
    return loss.item()


def resident(field):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def peak(folder, n, m, d):
    """The most memory of one step of PyTorch over what the process held before it."""
    queries, items, targets = inputs(folder, n, m, d)
    step(queries[:8].detach().requires_grad_(), items[:64].detach().requires_grad_(), targets[:8] % 64)
    with open("/proc/self/clear_refs", "w") as reset:
        reset.write("5")
    before = resident("VmRSS:")
    step(queries, items, targets)
    print(resident("VmHWM:") - before)


class Ours:
    def __init__(self, program, folder, n, m, d):
        self.process = subprocess.Popen(
            [program, folder, str(n), str(m), str(d), str(THREADS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return [float(word) for word in self.process.stdout.readline().split() if word != "written"]


def difference(ours, theirs):
    theirs = theirs.double().numpy().ravel()
    return np.linalg.norm(ours.astype("f8") - theirs) / np.linalg.norm(theirs)


def exact_gradients(queries, items, targets, rows=400):
    """Loss and gradients in doubles, a few queries at a time."""
    q, e = queries.detach().double(), items.detach().double()
    loss, query_gradients, item_gradients = 0.0, [], torch.zeros_like(e)
    for first in range(0, len(q), rows):
        part, wanted = q[first : first + rows], targets[first : first + rows]
        slopes = part @ e.T
        normaliser = slopes.logsumexp(1, keepdim=True)
        loss += (normaliser[:, 0] - slopes[torch.arange(len(part)), wanted]).sum().item() / len(q)
        slopes = slopes.sub_(normaliser).exp_()
        slopes[torch.arange(len(part)), wanted] -= 1
        slopes /= len(q)
        query_gradients.append(slopes @ e)
        item_gradients += slopes.T @ part
    return loss, torch.cat(query_gradients), item_gradients


def sgemm_rate():
    """Floating-point operations of a large product with two threads in PyTorch's BLAS: in a second of the clock, and in
    one of the processor."""
    a, b = torch.randn(3072, 3072), torch.randn(3072, 3072)
    best = [float("inf")] * 2
    for _ in range(5):
        before, start = processor(), time.perf_counter()
        a @ b
        best = [min(best[0], time.perf_counter() - start), min(best[1], processor() - before)]
    return [2 * 3072**3 / seconds for seconds in best]


def compare(program, rounds, n, m, d):
    with tempfile.TemporaryDirectory() as folder:
        random = np.random.default_rng(1)
        for name, rows in ("queries", n), ("items", m):
            (random.standard_normal((rows, d)) * 0.3).astype("<f4").tofile(os.path.join(folder, name))
        random.integers(0, m, n).astype("<i4").tofile(os.path.join(folder, "targets"))

        alone = Ours(program, folder, n, m, d)
        alone.ask("step")
        [our_peak] = alone.ask("peak")
        alone.process.stdin.close()
        output = subprocess.run(
            [sys.executable, __file__, "peak", folder, str(n), str(m), str(d)], check=True, capture_output=True,
            text=True).stdout
        their_peak = float(output)

        batch = inputs(folder, n, m, d)
        ours = Ours(program, folder, n, m, d)
        mine, theirs, rate = [], [], [0, 0]
        for _ in range(rounds):
            mine.append(ours.ask("step"))
            before, start = processor(), time.perf_counter()
            loss = step(*batch)
            theirs.append((loss, time.perf_counter() - start, processor() - before))
            rate = [max(pair) for pair in zip(rate, sgemm_rate())]
        evaluation = [ours.ask("evaluate") for _ in range(rounds)]
        ours.ask("write")
        gradients = [np.fromfile(os.path.join(folder, f"{name}.gradient"), "<f4") for name in ("queries", "items")]
        exact = exact_gradients(*batch)

    (our_loss, our_seconds, our_work), (their_loss, their_seconds, their_work) = (
        [min(column) for column in zip(*side)] for side in (mine, theirs))
    print(f"{n} queries x {m} items, d = {d}, {THREADS} threads, least of {rounds}")
    print(f"              seconds   of the processor   peak MB   loss          error of gradients (queries, items)")
    for name, seconds, work, memory, loss, side in (
        ("needletail", our_seconds, our_work, our_peak, our_loss, gradients),
        ("PyTorch", their_seconds, their_work, their_peak, their_loss, [x.grad.numpy().ravel() for x in batch[:2]]),
    ):
        errors = [difference(side[i], exact[i + 1]) for i in range(2)]
        print(f"{name:12} {seconds:8.3f} {work:18.3f} {memory / 1e6:9.1f}   {loss:.9f}   {errors[0]:.1e} {errors[1]:.1e}")
    between = [difference(gradients[i], batch[i].grad) for i in range(2)]
    print(f"exact loss {exact[0]:.9f}; gradients differ by {between[0]:.1e}, {between[1]:.1e}")
    flops = 6 * n * m * d
    print(
        f"ratio {their_seconds / our_seconds:.2f} x faster, {their_work / our_work:.2f} x by the processor, "
        f"at 1/{their_peak / our_peak:.0f} of the memory")
    print(
        f"three products at {flops / our_seconds / 1e9:.0f} GF/s, {flops / our_seconds / rate[0]:.0%} of sgemm's rate; "
        f"by the processor {flops / our_work / 1e9:.0f}, {flops / our_work / rate[1]:.0%}; "
        f"forward alone {min(e[1] for e in evaluation):.3f} s")
    if max(between) > 1e-5 or abs(our_loss - their_loss) > 1e-5 * their_loss:
        sys.exit("the two sides disagree")


if __name__ == "__main__":
    if sys.argv[1] == "peak":
        peak(sys.argv[2], *map(int, sys.argv[3:6]))
    else:
        sizes = [int(word) for word in sys.argv[3:6]] or [6400, 50000, 64]
        compare(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5, *sizes)
