/* A layer under libc that lets one call on a file below /trial fail, or all from that one on.
   Loaded with LD_PRELOAD; the test says which with arm(). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

enum { READ = 1, WRITE, SYNC, LOCK, OPENS, RENAME, UNLINK };
static char mine[65536];
static int kind, nth, many, number, seen;

void arm(int k, int n, int times, int e) { kind = k; nth = n; many = times; number = e; seen = 0; }
int calls(void) { return seen; }

static int fails(int k) {
    if (k != kind) return 0;
    seen++;
    if (nth && seen >= nth && seen - nth < many) { errno = number; return 1; }
    return 0;
}
static int ours(int fd) { return fd >= 0 && fd < (int)sizeof mine && mine[fd]; }
static int named(const char *path) { return path && strstr(path, "/trial") != NULL; }
static int note(int fd, const char *path) {
    if (fd >= 0 && fd < (int)sizeof mine) mine[fd] = named(path);
    return fd;
}

#define REAL(name, type, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, #name)
#define OPEN(name) int name(const char *path, int flags, ...) { REAL(name, int, const char *, int, ...); \
    va_list list; va_start(list, flags); int mode = va_arg(list, int); va_end(list); \
    return named(path) && fails(OPENS) ? -1 : note(real(path, flags, mode), path); }
OPEN(open)
OPEN(open64)
#define PREAD(name) ssize_t name(int fd, void *to, size_t n, off_t at) { \
    REAL(name, ssize_t, int, void *, size_t, off_t); return ours(fd) && fails(READ) ? -1 : real(fd, to, n, at); }
PREAD(pread)
PREAD(pread64)
ssize_t read(int fd, void *to, size_t n) {
    REAL(read, ssize_t, int, void *, size_t); return ours(fd) && fails(READ) ? -1 : real(fd, to, n); }
#define PWRITE(name) ssize_t name(int fd, const void *from, size_t n, off_t at) { \
    REAL(name, ssize_t, int, const void *, size_t, off_t); return ours(fd) && fails(WRITE) ? -1 : real(fd, from, n, at); }
PWRITE(pwrite)
PWRITE(pwrite64)
ssize_t write(int fd, const void *from, size_t n) {
    REAL(write, ssize_t, int, const void *, size_t); return ours(fd) && fails(WRITE) ? -1 : real(fd, from, n); }
int fsync(int fd) { REAL(fsync, int, int); return ours(fd) && fails(SYNC) ? -1 : real(fd); }
int fdatasync(int fd) { REAL(fdatasync, int, int); return ours(fd) && fails(SYNC) ? -1 : real(fd); }
#define FCNTL(name) int name(int fd, int command, ...) { REAL(name, int, int, int, ...); \
    va_list list; va_start(list, command); void *with = va_arg(list, void *); va_end(list); \
    if (ours(fd) && (command == F_SETLK || command == F_SETLKW) \
        && ((struct flock *)with)->l_type != F_UNLCK && fails(LOCK)) return -1; \
    return real(fd, command, with); }
FCNTL(fcntl)
FCNTL(fcntl64)
int rename(const char *from, const char *to) {
    REAL(rename, int, const char *, const char *); return named(from) && fails(RENAME) ? -1 : real(from, to); }
int unlink(const char *path) { REAL(unlink, int, const char *); return named(path) && fails(UNLINK) ? -1 : real(path); }
