#define _GNU_SOURCE
#include "socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#include "descriptor.h"

/* Messages of one system call; so much fits on the stack. */
enum { MAX_BATCH = 256 };
enum { FACTS = 4 };
enum { ADDRESS_ROOM = sizeof(struct sockaddr_storage) };

/* linux/filter.h, which is in a package of its own on some systems. */
struct filter_program {
  unsigned short length;
  void *instructions;
};
enum { INSTRUCTION_SIZE = 8, MAX_INSTRUCTIONS = 4096 };

/* SCM_TIMESTAMPNS as option 35 asks for it: two longs, whatever time_t is. */
enum { TIMESTAMP_NS = 35 };
struct timestamp {
  long seconds;
  long nanoseconds;
};
union control {
  char room[CMSG_SPACE(sizeof(struct timestamp))];
  struct cmsghdr alignment;
};

napi_value socket_open(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  int type = int_at(&arguments, 1) | SOCK_CLOEXEC | SOCK_NONBLOCK;
  return descriptor_create(env, socket(int_at(&arguments, 0), type, int_at(&arguments, 2)));
}

napi_value socket_bind(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Bytes address = bytes_at(&arguments, 1);
  return outcome(env, bind(fd_at(&arguments, 0), address.data, address.length));
}

napi_value socket_connect(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Bytes address = bytes_at(&arguments, 1);
  return outcome(env, connect(fd_at(&arguments, 0), address.data, address.length));
}

napi_value socket_set_option(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Bytes value = bytes_at(&arguments, 3);
  return outcome(env, setsockopt(fd_at(&arguments, 0), int_at(&arguments, 1),
                                 int_at(&arguments, 2), value.data, value.length));
}

napi_value socket_get_option(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Bytes room = bytes_at(&arguments, 3);
  socklen_t length = room.length;
  int result = getsockopt(fd_at(&arguments, 0), int_at(&arguments, 1), int_at(&arguments, 2),
                          room.data, &length);
  return outcome(env, result < 0 ? result : (long)length);
}

napi_value socket_attach_filter(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Bytes code = bytes_at(&arguments, 1);
  size_t count = code.length / INSTRUCTION_SIZE;
  if (count > MAX_INSTRUCTIONS) return number(env, -EINVAL);
  struct filter_program program = {(unsigned short)count, code.data};
  int option = code.data == NULL ? SO_DETACH_FILTER : SO_ATTACH_FILTER;
  return outcome(
      env, setsockopt(fd_at(&arguments, 0), SOL_SOCKET, option, &program, sizeof program));
}

napi_value socket_send(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Bytes bytes = bytes_at(&arguments, 1);
  Bytes address = bytes_at(&arguments, 2);
  return outcome(env, sendto(fd_at(&arguments, 0), bytes.data, bytes.length,
                             MSG_DONTWAIT | MSG_NOSIGNAL, address.data, address.length));
}

napi_value socket_send_batch(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  uint32_t length = array_length_at(&arguments, 1);
  uint32_t first = (uint32_t)int_at(&arguments, 2);
  Bytes address = bytes_at(&arguments, 3);
  struct mmsghdr messages[MAX_BATCH];
  struct iovec parts[MAX_BATCH];
  unsigned count = 0;
  for (; count < MAX_BATCH && first + count < length; count++) {
    Bytes bytes = bytes_of(env, array_element(&arguments, 1, first + count));
    parts[count] = (struct iovec){bytes.data, bytes.length};
    messages[count] = (struct mmsghdr){.msg_hdr = {.msg_name = address.data,
                                                   .msg_namelen = address.length,
                                                   .msg_iov = &parts[count],
                                                   .msg_iovlen = 1}};
  }
  return outcome(
      env, sendmmsg(fd_at(&arguments, 0), messages, count, MSG_DONTWAIT | MSG_NOSIGNAL));
}

/* Milliseconds since the kernel took the message in, or 0 where it does not say. */
static double age_of(struct msghdr *message, const struct timespec *now) {
  for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != TIMESTAMP_NS) continue;
    struct timestamp at;
    memcpy(&at, CMSG_DATA(part), sizeof at);
    double age = (double)(now->tv_sec - at.seconds) * 1e3 +
                 (double)(now->tv_nsec - at.nanoseconds) / 1e6;
    return age > 0 ? age : 0;
  }
  return 0;
}

napi_value socket_receive(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  uint32_t slots = (uint32_t)int_at(&arguments, 1);
  Bytes data = bytes_at(&arguments, 2);
  Bytes addresses = bytes_at(&arguments, 3);
  Bytes facts = bytes_at(&arguments, 4);
  if (slots == 0 || slots > MAX_BATCH || addresses.length < (size_t)slots * ADDRESS_ROOM ||
      facts.length < (size_t)slots * FACTS) {
    return number(env, -EINVAL);
  }
  size_t slot_size = data.length / slots;
  struct mmsghdr messages[MAX_BATCH];
  struct iovec parts[MAX_BATCH];
  union control controls[MAX_BATCH];
  for (uint32_t at = 0; at < slots; at++) {
    parts[at] = (struct iovec){(char *)data.data + at * slot_size, slot_size};
    messages[at] =
        (struct mmsghdr){.msg_hdr = {.msg_name = (char *)addresses.data + at * ADDRESS_ROOM,
                                     .msg_namelen = ADDRESS_ROOM,
                                     .msg_iov = &parts[at],
                                     .msg_iovlen = 1,
                                     .msg_control = controls[at].room,
                                     .msg_controllen = sizeof controls[at].room}};
  }
  int count = recvmmsg(fd_at(&arguments, 0), messages, slots, MSG_DONTWAIT, NULL);
  if (count < 0) return number(env, errno == EAGAIN || errno == EINTR ? 0 : -errno);
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  for (int at = 0; at < count; at++) {
    double *fact = (double *)facts.data + at * FACTS;
    fact[0] = messages[at].msg_len;
    fact[1] = messages[at].msg_hdr.msg_namelen;
    fact[2] = (messages[at].msg_hdr.msg_flags & MSG_TRUNC) != 0;
    fact[3] = age_of(&messages[at].msg_hdr, &now);
  }
  return number(env, count);
}
