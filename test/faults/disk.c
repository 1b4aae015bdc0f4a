// A disk whose power can be cut and which can fail, between SQLite and the real one (LD_PRELOAD).
//
// For the database KITH_DISK_FILE and its log it keeps shadows, KITH_DISK_SHADOW and the same with "-wal": what was written
// reaches a shadow only with fsync or fdatasync, so at any moment the shadows are what a power cut would leave. A write
// whose fsync failed is lost for good, as on Linux, unless it is written again. The first byte of the file
// KITH_DISK_MODE says how the disk is: '-' well, 'f' full, 'e' failing at fsync, 's' slow at fsync.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILES 4096
#define SLOW_US 20000

struct range {
  off_t offset;
  size_t size;
  struct range *next;
};

static struct {
  int shadow; // descriptor; 0 where the file is not watched
  struct range *dirty;
} watched[MAX_FILES];

static const char *file, *shadow;
static const volatile char *mode = "-";

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);

__attribute__((constructor)) static void load(void) {
  real_open = dlsym(RTLD_NEXT, "open64");
  real_close = dlsym(RTLD_NEXT, "close");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  file = getenv("KITH_DISK_FILE");
  shadow = getenv("KITH_DISK_SHADOW");
  const char *path = getenv("KITH_DISK_MODE");
  int fd = path ? real_open(path, O_RDONLY) : -1;
  void *map = fd < 0 ? MAP_FAILED : mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);
  if (!file || !shadow || map == MAP_FAILED) abort();
  mode = map;
}

// The path of the shadow of a database file or its log; NULL for every other file.
static const char *shadow_of(const char *path) {
  static __thread char name[4096];
  size_t length = strlen(file);
  if (strncmp(path, file, length) != 0) return NULL;
  if (path[length] != '\0' && strcmp(path + length, "-wal") != 0) return NULL;
  snprintf(name, sizeof name, "%s%s", shadow, path + length);
  return name;
}

static void forget(int fd) {
  while (watched[fd].dirty) {
    struct range *range = watched[fd].dirty;
    watched[fd].dirty = range->next;
    free(range);
  }
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  int fd = real_open(path, flags, va_arg(arguments, int));
  va_end(arguments);
  const char *name = shadow_of(path);
  if (name && fd >= 0 && fd < MAX_FILES && (flags & O_ACCMODE) == O_RDWR) {
    watched[fd].shadow = real_open(name, O_RDWR | O_CREAT, 0600);
    if (watched[fd].shadow < 0) abort();
  }
  return fd;
}

int close(int fd) {
  if (fd >= 0 && fd < MAX_FILES && watched[fd].shadow) {
    forget(fd);
    real_close(watched[fd].shadow);
    watched[fd].shadow = 0;
  }
  return real_close(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset) {
  if (fd < 0 || fd >= MAX_FILES || !watched[fd].shadow) return real_pwrite(fd, bytes, size, offset);
  struct stat now;
  if (*mode == 'f' && (fstat(fd, &now) || offset + (off_t)size > now.st_size)) {
    errno = ENOSPC;
    return -1;
  }
  ssize_t written = real_pwrite(fd, bytes, size, offset);
  struct range *last = watched[fd].dirty;
  if (written <= 0) return written;
  if (last && last->offset + (off_t)last->size == offset) {
    last->size += written;
    return written;
  }
  struct range *range = malloc(sizeof *range);
  if (!range) abort();
  *range = (struct range){offset, written, last};
  watched[fd].dirty = range;
  return written;
}

int ftruncate64(int fd, off_t size) {
  if (fd >= 0 && fd < MAX_FILES && watched[fd].shadow) real_ftruncate(watched[fd].shadow, size);
  return real_ftruncate(fd, size);
}

int unlink(const char *path) {
  const char *name = shadow_of(path);
  if (name) real_unlink(name);
  return real_unlink(path);
}

static void copy(int fd, const struct range *range) {
  static __thread char bytes[65536];
  off_t offset = range->offset, end = range->offset + (off_t)range->size;
  while (offset < end) {
    size_t size = (size_t)(end - offset) < sizeof bytes ? (size_t)(end - offset) : sizeof bytes;
    ssize_t count = pread(fd, bytes, size, offset);
    if (count <= 0) return; // cut off meanwhile
    if (real_pwrite(watched[fd].shadow, bytes, count, offset) != count) abort();
    offset += count;
  }
}

static int synchronise(int fd, const char *call) {
  if (fd < 0 || fd >= MAX_FILES || !watched[fd].shadow) {
    int (*real)(int) = dlsym(RTLD_NEXT, call);
    return real(fd);
  }
  if (*mode == 's') usleep(SLOW_US);
  if (*mode == 'e') {
    forget(fd);
    errno = EIO;
    return -1;
  }
  // Ranges that overlap hold the same bytes by now, so their order does not matter.
  for (const struct range *range = watched[fd].dirty; range; range = range->next) copy(fd, range);
  forget(fd);
  return 0;
}

int fsync(int fd) { return synchronise(fd, "fsync"); }
int fdatasync(int fd) { return synchronise(fd, "fdatasync"); }
