/*
 * Character devices that are not there.
 *
 * Preloaded into a process, this answers open, ioctl, read, write and close on the device paths
 * below by asking a server on a Unix socket (SOCK_SEQPACKET, its path in FAKEDEV_SOCK), so that
 * libraries run unchanged down to the kernel's interface. Other files are left alone, except two
 * that tell the model of the board and whether its real-time clock was read at boot, which are
 * looked for under FAKEDEV_ROOT.
 *
 * Every open device has a handle at the server and a descriptor from it (SCM_RIGHTS). The
 * descriptor is a real one, so poll and read on it work: events come through it, and its end of
 * file means that the device is gone. Requests go one at a time over one connection:
 *
 *     request: u32 operation, u32 handle, u64 number, u32 length, payload
 *     answer:  i32 result, i32 errno, u32 handle, u32 length, payload [, a descriptor]
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/input.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { OPEN = 1, IOCTL = 2, WRITE = 3, CLOSE = 4 };
enum { DESCRIPTORS_MAX = 1024, PAYLOAD_MAX = 8192 };

struct request {
    uint32_t operation, handle;
    uint64_t number;
    uint32_t length;
    uint8_t payload[PAYLOAD_MAX];
} __attribute__((packed));

struct answer {
    int32_t result, error;
    uint32_t handle, length;
    uint8_t payload[PAYLOAD_MAX];
} __attribute__((packed));

#define REQUEST_HEAD offsetof(struct request, payload)
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static int server = -1;
/* The server's handle plus one for each descriptor of ours, 0 for all others. */
static uint32_t handles[DESCRIPTORS_MAX];

static int is_fake_path(const char *path) {
    static const char *const prefixes[] = {"/dev/gpiochip", "/dev/i2c-", "/dev/spidev",
                                           "/dev/input/"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(path, prefixes[i], strlen(prefixes[i])) == 0) return 1;
    return 0;
}

static int is_moved_path(const char *path) {
    static const char *const paths[] = {"/proc/device-tree/system/linux,revision",
                                        "/sys/class/rtc/rtc0/hctosys"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (strcmp(path, paths[i]) == 0) return 1;
    return 0;
}

static int is_fake(int fd) { return fd >= 0 && fd < DESCRIPTORS_MAX && handles[fd] != 0; }

static void fail(const char *what) {
    fprintf(stderr, "fakedev: %s: %s\n", what, strerror(errno));
    abort();
}

static void connect_once(void) {
    if (server >= 0) return;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv("FAKEDEV_SOCK");
    if (path == NULL || strlen(path) >= sizeof address.sun_path) fail("FAKEDEV_SOCK");
    strcpy(address.sun_path, path);
    server = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address) < 0)
        fail("connect");
}

/* Sends the request, waits for the answer; a descriptor that comes along lands in *fd. */
static void ask(struct request *request, struct answer *answer, int *fd) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec into = {.iov_base = answer, .iov_len = sizeof *answer};
    struct msghdr message = {
        .msg_iov = &into, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};

    pthread_mutex_lock(&one_at_a_time);
    connect_once();
    if (send(server, request, REQUEST_HEAD + request->length, MSG_NOSIGNAL) < 0) fail("send");
    if (recvmsg(server, &message, MSG_CMSG_CLOEXEC) <= 0) fail("recvmsg");
    pthread_mutex_unlock(&one_at_a_time);

    struct cmsghdr *passed = CMSG_FIRSTHDR(&message);
    if (passed != NULL && passed->cmsg_type == SCM_RIGHTS)
        memcpy(fd, CMSG_DATA(passed), sizeof *fd);
    if (answer->result < 0) errno = answer->error;
}

static int open_fake(const char *path, int flags) {
    struct request request = {.operation = OPEN, .length = strlen(path)};
    struct answer answer;
    int fd = -1;
    memcpy(request.payload, path, request.length);
    ask(&request, &answer, &fd);
    if (answer.result < 0) return -1;
    if (fd < 0 || fd >= DESCRIPTORS_MAX) fail("descriptor");
    if (flags & O_NONBLOCK) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    handles[fd] = answer.handle + 1;
    return fd;
}

static int open_any(const char *path, int flags, mode_t mode, int (*real)(const char *, int, ...)) {
    const char *root = getenv("FAKEDEV_ROOT");
    char moved[4096];
    if (is_fake_path(path)) return open_fake(path, flags);
    if (root != NULL && is_moved_path(path)) {
        snprintf(moved, sizeof moved, "%s%s", root, path);
        path = moved;
    }
    return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_any(path, flags, mode, REAL(open));
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_any(path, flags, mode, REAL(open64));
}

ssize_t read(int fd, void *into, size_t length) {
    ssize_t got = REAL(read)(fd, into, length);
    if (got == 0 && length > 0 && is_fake(fd)) {
        /* The server has hung up: the device was pulled. */
        errno = ENODEV;
        return -1;
    }
    return got;
}

ssize_t write(int fd, const void *from, size_t length) {
    if (!is_fake(fd)) return REAL(write)(fd, from, length);
    struct request request = {.operation = WRITE, .handle = handles[fd] - 1};
    struct answer answer;
    int unused = -1;
    request.length = length < PAYLOAD_MAX ? length : PAYLOAD_MAX;
    memcpy(request.payload, from, request.length);
    ask(&request, &answer, &unused);
    return answer.result;
}

int close(int fd) {
    if (is_fake(fd)) {
        struct request request = {.operation = CLOSE, .handle = handles[fd] - 1};
        struct answer answer;
        int unused = -1;
        handles[fd] = 0;
        ask(&request, &answer, &unused);
    }
    return REAL(close)(fd);
}

/* An argument that is a number and not a pointer, although some of these claim otherwise. */
static int is_number(unsigned long number) {
    return number == EVIOCGRAB || number == I2C_SLAVE || number == I2C_SLAVE_FORCE ||
           number == I2C_PEC || number == I2C_RETRIES || number == I2C_TIMEOUT;
}

/* A structure with a pointer in it: flattened to direction, command, size and the 34 bytes. */
static int ask_smbus(struct request *request, struct i2c_smbus_ioctl_data *argument) {
    struct answer answer;
    int unused = -1;
    request->length = 6 + sizeof(union i2c_smbus_data);
    request->payload[0] = argument->read_write;
    request->payload[1] = argument->command;
    memcpy(request->payload + 2, &argument->size, 4);
    if (argument->data != NULL)
        memcpy(request->payload + 6, argument->data, sizeof(union i2c_smbus_data));
    ask(request, &answer, &unused);
    return answer.result;
}

int ioctl(int fd, unsigned long number, ...) {
    va_list rest;
    va_start(rest, number);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (!is_fake(fd)) return REAL(ioctl)(fd, number, argument);

    /* Python passes numbers sign-extended. */
    number &= 0xffffffffUL;
    struct request request = {.operation = IOCTL, .handle = handles[fd] - 1, .number = number};
    struct answer answer;
    int passed = -1;
    if (number == I2C_SMBUS) return ask_smbus(&request, argument);
    size_t size = number == I2C_FUNCS ? sizeof(unsigned long) : _IOC_SIZE(number);
    if (is_number(number)) {
        request.length = sizeof argument;
        memcpy(request.payload, &argument, sizeof argument);
    } else if (_IOC_DIR(number) & _IOC_WRITE) {
        request.length = size;
        memcpy(request.payload, argument, size);
    }
    ask(&request, &answer, &passed);
    if (answer.length > 0) memcpy(argument, answer.payload, answer.length);
    if (passed >= 0) {
        /* A new descriptor for GPIO lines; its number belongs at the end of the argument. */
        if (passed >= DESCRIPTORS_MAX) fail("descriptor");
        handles[passed] = answer.handle + 1;
        memcpy((char *)argument + size - sizeof(int), &passed, sizeof passed);
    }
    return answer.result;
}
