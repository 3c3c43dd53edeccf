#include "CKernels.h"

#include <string.h>

enum { most_groups = 256 };

void needletail_sgd_sort_entries(
    const int32_t *users, size_t user_count, const int64_t *offsets, const int32_t *columns, const float *values,
    const uint8_t *item_groups, size_t group_count, int32_t *sorted_columns, float *sorted_values,
    needletail_sgd_run *runs, int64_t *entry_starts, int64_t *run_starts) {
  int64_t entries[most_groups + 1] = {0}, run_counts[most_groups + 1] = {0};
  size_t last_user[most_groups];
  memset(last_user, 0xFF, sizeof last_user);
  for (size_t u = 0; u < user_count; u++)
    for (int64_t e = offsets[users[u]]; e < offsets[users[u] + 1]; e++) {
      uint8_t group = item_groups[columns[e]];
      entries[group + 1]++;
      run_counts[group + 1] += last_user[group] != u;
      last_user[group] = u;
    }
  for (size_t g = 0; g < group_count; g++) {
    entries[g + 1] += entries[g];
    run_counts[g + 1] += run_counts[g];
  }
  memcpy(entry_starts, entries, (group_count + 1) * sizeof(int64_t));
  memcpy(run_starts, run_counts, (group_count + 1) * sizeof(int64_t));
  memset(last_user, 0xFF, sizeof last_user);
  for (size_t u = 0; u < user_count; u++)
    for (int64_t e = offsets[users[u]]; e < offsets[users[u] + 1]; e++) {
      uint8_t group = item_groups[columns[e]];
      int64_t place = entries[group]++;
      sorted_columns[place] = columns[e];
      if (values) sorted_values[place] = values[e];
      if (last_user[group] != u) {
        last_user[group] = u;
        runs[run_counts[group]++] = (needletail_sgd_run){users[u], (int32_t)place, (int32_t)place};
      }
      runs[run_counts[group] - 1].last++;
    }
}
