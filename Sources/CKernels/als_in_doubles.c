#include "CKernels.h"

#include <math.h>
#include <string.h>

/// Cholesky by columns of the lower triangle and both substitutions; x is overwritten.
static void solve(double *a, size_t n, double *x) {
  for (size_t j = 0; j < n; j++) {
    for (size_t i = j; i < n; i++) {
      double sum = a[i * n + j];
      for (size_t k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      // Pivots of I + K are at least one; what is less is rounding.
      a[i * n + j] = i == j ? sqrt(sum > 1 ? sum : 1) : sum / a[j * n + j];
    }
  }
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < i; k++) x[i] -= a[i * n + k] * x[k];
    x[i] /= a[i * n + i];
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; k++) x[i] -= a[k * n + i] * x[k];
    x[i] /= a[i * n + i];
  }
}

void needletail_als_solve_row_in_doubles(const needletail_als_rows *rows, size_t row, double *scratch) {
  size_t start = (size_t)rows->offsets[row], count = (size_t)rows->offsets[row + 1] - start;
  size_t d = rows->dimension, stride = rows->stride;
  int by_entries = count < d;
  size_t n = by_entries ? count : d;
  double *system = scratch, *x = system + n * n, *right = x + n, *scale = right + n;
  const int32_t *columns = rows->columns + start;
  double loss = 0, product = 0;
  for (size_t k = 0; k < d; k++) {
    double weight = (double)rows->spectrum[k] + rows->ridge[row];
    scale[k] = weight > 0 ? 1 / sqrt(weight) : 0;
  }
  memset(system, 0, n * n * sizeof(double));
  memset(x, 0, n * sizeof(double));
  for (size_t i = 0; i < n; i++) system[i * n + i] = 1;
  for (size_t e = 0; e < count; e++) {
    double w = rows->values ? rows->values[start + e] : 1;
    const float *f = rows->fixed + (size_t)columns[e] * stride;
    double target = rows->targets ? rows->targets[start + e] : 1;
    loss += w * target * target;
    if (by_entries) {
      x[e] = sqrt(w) * target;
      for (size_t o = 0; o <= e; o++) {
        const float *g = rows->fixed + (size_t)columns[o] * stride;
        double v = rows->values ? rows->values[start + o] : 1, sum = 0;
        for (size_t k = 0; k < d; k++) sum += scale[k] * scale[k] * f[k] * g[k];
        system[e * n + o] += sqrt(v * w) * sum;
      }
    } else {
      for (size_t i = 0; i < d; i++) {
        x[i] += w * target * scale[i] * f[i];
        for (size_t k = 0; k <= i; k++) system[i * n + k] += w * scale[i] * f[i] * scale[k] * f[k];
      }
    }
  }
  float *solved = rows->solved + row * stride;
  memset(solved, 0, stride * sizeof(float));
  memcpy(right, x, n * sizeof(double));
  solve(system, n, x);
  for (size_t i = 0; i < n; i++) product += right[i] * x[i];
  if (rows->losses) rows->losses[row] = by_entries ? product : loss - product;
  if (by_entries) {
    for (size_t k = 0; k < d; k++) {
      double sum = 0;
      for (size_t e = 0; e < count; e++) {
        double root = rows->values ? sqrt(rows->values[start + e]) : 1;
        sum += root * x[e] * rows->fixed[(size_t)columns[e] * stride + k];
      }
      solved[k] = (float)(scale[k] * scale[k] * sum);
    }
  } else {
    for (size_t k = 0; k < d; k++) solved[k] = (float)(scale[k] * x[k]);
  }
}
