/*
 * LD_PRELOAD for a machine without /dev/udmabuf: what libcamera's virtual pipeline needs of that device, and a pace.
 *
 * The device turns a memfd into a dma-buf. Here it stays the memfd it is, and the cache synchronisation that only a
 * dma-buf knows succeeds, for ordinary memory needs none. All else is the real libcamera.
 *
 * The pipeline fills a frame as soon as its buffer is queued; it is the only one here to map memory write-only. There
 * the next frame's time is waited for (LENS_FPS), on a clock that does not slip. While the file LENS_STUCK exists it
 * never comes, and the pipeline can not be stopped either.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <linux/dma-buf.h>
#include <linux/udmabuf.h>

#define DEVICE "/dev/udmabuf"
#define BEHIND_NS 1000000000LL

static int next_open(const char *name, const char *path, int flags, mode_t mode)
{
	int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
	return strcmp(path, DEVICE) ? real(path, flags, mode) : real("/dev/null", O_RDWR | O_CLOEXEC);
}

#define OPEN(name)                                                          \
	int name(const char *path, int flags, ...)                          \
	{                                                                   \
		va_list rest;                                               \
		va_start(rest, flags);                                      \
		mode_t mode = va_arg(rest, mode_t);                         \
		va_end(rest);                                               \
		return next_open(#name, path, flags, mode);                 \
	}
OPEN(open)
OPEN(open64)

int ioctl(int fd, unsigned long request, ...)
{
	va_list rest;
	va_start(rest, request);
	void *argument = va_arg(rest, void *);
	va_end(rest);
	int (*real)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");

	if (request == UDMABUF_CREATE)
		return fcntl(((struct udmabuf_create *)argument)->memfd, F_DUPFD_CLOEXEC, 0);
	int done = real(fd, request, argument);
	return request == DMA_BUF_IOCTL_SYNC && done < 0 && errno == ENOTTY ? 0 : done;
}

static int stuck(void)
{
	const char *path = getenv("LENS_STUCK");
	return path && access(path, F_OK) == 0;
}

static int64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void wait_for_the_next_frame(void)
{
	static __thread int64_t due_ns;
	const char *rate = getenv("LENS_FPS");

	while (stuck())
		usleep(100000);
	if (!rate)
		return;
	due_ns += (int64_t)(1e9 / atof(rate));
	if (now_ns() - due_ns > BEHIND_NS)
		due_ns = now_ns();
	struct timespec due = { due_ns / 1000000000LL, due_ns % 1000000000LL };
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
}

#define MAP(name)                                                                                          \
	void *name(void *at, size_t length, int protection, int flags, int fd, off_t offset)               \
	{                                                                                                  \
		void *(*real)(void *, size_t, int, int, int, off_t) = dlsym(RTLD_NEXT, #name);             \
		if (protection == PROT_WRITE && (flags & MAP_SHARED) && fd >= 0)                           \
			wait_for_the_next_frame();                                                         \
		return real(at, length, protection, flags, fd, offset);                                    \
	}
MAP(mmap)
MAP(mmap64)
