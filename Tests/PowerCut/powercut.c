/* A power cut for one process, preloaded into it (LD_PRELOAD).
 *
 * Of every file below the directory POWERCUT_DIRECTORY it keeps, in POWERCUT_SHADOW, the contents of its last
 * fsync or fdatasync, and of the directory the names of its last fsync. At a write after POWERCUT_WRITES writes, and
 * with POWERCUT_TEAR=1 in the middle of that write, the process ends at once, and the directory is put back: files
 * have their last synced contents, names that were not synced are gone, unlinked names that were synced are back.
 * A cut may keep some of what was not synced, as disks do: with POWERCUT_KEEP=1 unsynced bytes stay in half of the
 * 4096-byte blocks of a file, chosen by POWERCUT_SEED.
 *
 * With POWERCUT_DEAF=1 the disk lies: a sync returns and does nothing.
 *
 * While a file named POWERCUT_FULL exists, writes that would make a file longer fail as on a full disk.
 *
 * Names are simple: files directly in the directory, no links. Memory-mapped writes (the -shm of SQLite) are never
 * synced, hence lost, which SQLite expects.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *directory, *shadow, *full;
static long writesLeft = -1;
static int tears, keeps, isDeaf;
static unsigned long randomState = 88172645463325252UL;

static unsigned long nextRandom(void) {
  randomState ^= randomState << 13;
  randomState ^= randomState >> 7;
  randomState ^= randomState << 17;
  return randomState;
}

#define REAL(name, type, ...)                                                                      \
  static type (*real)(__VA_ARGS__);                                                                \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static ssize_t realPwrite(int fd, const void *bytes, size_t count, off_t offset) {
  REAL(pwrite, ssize_t, int, const void *, size_t, off_t);
  return real(fd, bytes, count, offset);
}

static ssize_t realWrite(int fd, const void *bytes, size_t count) {
  REAL(write, ssize_t, int, const void *, size_t);
  return real(fd, bytes, count);
}

static int realFsync(int fd) {
  REAL(fsync, int, int);
  return real(fd);
}

/* The name of a descriptor within the directory; "" for the directory itself, NULL for anything else. */
static const char *nameOf(int fd, char *buffer) {
  if (!directory) return NULL;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, buffer, PATH_MAX - 1);
  if (length < 0) return NULL;
  buffer[length] = 0;
  size_t prefix = strlen(directory);
  if (strncmp(buffer, directory, prefix)) return NULL;
  if (buffer[prefix] == 0) return buffer + prefix;
  if (buffer[prefix] != '/' || strstr(buffer, " (deleted)")) return NULL;
  return buffer + prefix + 1;
}

static void copyFile(const char *from, const char *to) {
  static char block[1 << 16];
  int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  ssize_t count;
  off_t offset = 0;
  while (in >= 0 && out >= 0 && (count = read(in, block, sizeof block)) > 0) {
    realPwrite(out, block, count, offset);
    offset += count;
  }
  if (in >= 0) close(in);
  if (out >= 0) close(out);
}

/* Lists the names of a folder, at most 64 of them. */
static int list(const char *folder, char names[64][256]) {
  int count = 0;
  DIR *stream = opendir(folder);
  struct dirent *entry;
  while (stream && count < 64 && (entry = readdir(stream)))
    if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) strcpy(names[count++], entry->d_name);
  if (stream) closedir(stream);
  return count;
}

/* Contents of an inode are kept by its number, names as files that hold one. */
static void contentsPath(char *path, ino_t inode) { snprintf(path, PATH_MAX, "%s/contents-%lu", shadow, (unsigned long)inode); }

static void syncContents(int fd, const char *name) {
  char from[PATH_MAX], to[PATH_MAX];
  struct stat status;
  if (fstat(fd, &status)) return;
  snprintf(from, sizeof from, "%s/%s", directory, name);
  contentsPath(to, status.st_ino);
  copyFile(from, to);
}

static void syncNames(void) {
  static char names[64][256];
  char path[PATH_MAX];
  int count = list(shadow, names);
  for (int i = 0; i < count; i++)
    if (!strncmp(names[i], "name-", 5)) {
      snprintf(path, sizeof path, "%s/%s", shadow, names[i]);
      unlink(path);
    }
  count = list(directory, names);
  for (int i = 0; i < count; i++) {
    struct stat status;
    snprintf(path, sizeof path, "%s/%s", directory, names[i]);
    if (stat(path, &status)) continue;
    snprintf(path, sizeof path, "%s/name-%s", shadow, names[i]);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    char text[32];
    realWrite(fd, text, snprintf(text, sizeof text, "%lu", (unsigned long)status.st_ino));
    close(fd);
  }
}

/* Puts some of the unsynced blocks back over the synced contents. */
static void keepSome(const char *unsynced, const char *synced) {
  static char block[4096];
  int in = open(unsynced, O_RDONLY), out = open(synced, O_WRONLY | O_CREAT, 0644);
  ssize_t count;
  for (off_t offset = 0; (count = pread(in, block, sizeof block, offset)) > 0; offset += count)
    if (nextRandom() & 1) realPwrite(out, block, count, offset);
  close(in);
  close(out);
}

/* Puts the directory back to what was synced. */
static void cut(void) {
  static char names[64][256], present[64][256];
  char path[PATH_MAX], contents[PATH_MAX], aside[PATH_MAX], text[32];
  int count = list(shadow, names), presentCount = list(directory, present);
  if (keeps)
    for (int i = 0; i < presentCount; i++) {
      struct stat status;
      snprintf(path, sizeof path, "%s/%s", directory, present[i]);
      if (stat(path, &status) || strstr(present[i], "-shm")) continue;
      contentsPath(contents, status.st_ino);
      keepSome(path, contents);
    }
  for (int i = 0; i < presentCount; i++) {
    snprintf(path, sizeof path, "%s/%s", directory, present[i]);
    unlink(path);
  }
  for (int i = 0; i < count; i++) {
    if (strncmp(names[i], "name-", 5)) continue;
    snprintf(path, sizeof path, "%s/%s", shadow, names[i]);
    int fd = open(path, O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = 0;
    contentsPath(contents, strtoul(text, NULL, 10));
    snprintf(aside, sizeof aside, "%s/%s", directory, names[i] + 5);
    copyFile(contents, aside);
  }
  _exit(99);
}

/* Counts a write to a watched file; the last one cuts. Returns whether the disk is full for it. */
static int watch(int fd, const void *bytes, size_t count, off_t offset, const char *name) {
  (void)name;
  if (writesLeft > 0 && --writesLeft == 0) {
    if (tears && count > 1) realPwrite(fd, bytes, count / 2, offset);
    cut();
  }
  struct stat status;
  return full && access(full, F_OK) == 0 && !fstat(fd, &status) && offset + (off_t)count > status.st_size;
}

static ssize_t watchedWrite(int fd, const void *bytes, size_t count, off_t offset, int isPositioned) {
  char buffer[PATH_MAX];
  const char *name = nameOf(fd, buffer);
  if (!name) return isPositioned ? realPwrite(fd, bytes, count, offset) : realWrite(fd, bytes, count);
  pthread_mutex_lock(&lock);
  off_t place = isPositioned ? offset : lseek(fd, 0, SEEK_CUR);
  int isFull = watch(fd, bytes, count, place, name);
  ssize_t written = -1;
  if (!isFull) written = isPositioned ? realPwrite(fd, bytes, count, offset) : realWrite(fd, bytes, count);
  pthread_mutex_unlock(&lock);
  if (isFull) errno = ENOSPC;
  return written;
}

ssize_t write(int fd, const void *bytes, size_t count) { return watchedWrite(fd, bytes, count, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  return watchedWrite(fd, bytes, count, offset, 1);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  return watchedWrite(fd, bytes, count, offset, 1);
}

static int watchedSync(int fd) {
  char buffer[PATH_MAX];
  const char *name = nameOf(fd, buffer);
  if (!name) return realFsync(fd);
  if (isDeaf) return 0;
  pthread_mutex_lock(&lock);
  if (*name) syncContents(fd, name);
  else syncNames();
  pthread_mutex_unlock(&lock);
  return 0;
}

int fsync(int fd) { return watchedSync(fd); }
int fdatasync(int fd) { return watchedSync(fd); }

__attribute__((constructor)) static void start(void) {
  const char *count = getenv("POWERCUT_WRITES"), *seed = getenv("POWERCUT_SEED");
  directory = getenv("POWERCUT_DIRECTORY");
  shadow = getenv("POWERCUT_SHADOW");
  full = getenv("POWERCUT_FULL");
  tears = getenv("POWERCUT_TEAR") != NULL;
  keeps = getenv("POWERCUT_KEEP") != NULL;
  isDeaf = getenv("POWERCUT_DEAF") != NULL;
  if (seed) randomState ^= strtoul(seed, NULL, 10) * 0x9E3779B97F4A7C15UL;
  for (int i = 0; i < 8; i++) nextRandom();
  if (count) writesLeft = strtol(count, NULL, 10);
  if (!directory || !shadow) directory = NULL;
  if (!directory) return;
  /* What is there already reached the disk long ago. */
  static char names[64][256];
  char path[PATH_MAX];
  int files = list(directory, names);
  for (int i = 0; i < files; i++) {
    snprintf(path, sizeof path, "%s/%s", directory, names[i]);
    int fd = open(path, O_RDONLY);
    if (fd >= 0) syncContents(fd, names[i]);
    close(fd);
  }
  syncNames();
}
