#define _GNU_SOURCE
#include "clock.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>

#include "descriptor.h"

static struct timespec time_of(double ms) {
  time_t seconds = (time_t)(ms / 1e3);
  return (struct timespec){seconds, (long)((ms - (double)seconds * 1e3) * 1e6)};
}

napi_value clock_now(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  struct timespec now;
  if (clock_gettime(int_at(&arguments, 0), &now) < 0) return outcome(env, -1);
  return number(env, (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6);
}

napi_value timer_open(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  return descriptor_create(env, timerfd_create(int_at(&arguments, 0), TFD_CLOEXEC | TFD_NONBLOCK));
}

napi_value timer_set(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  struct itimerspec when = {.it_value = time_of(double_at(&arguments, 1))};
  return outcome(env, timerfd_settime(fd_at(&arguments, 0), TFD_TIMER_ABSTIME, &when, NULL));
}

napi_value descriptors_poll(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  uint32_t count = array_length_at(&arguments, 0);
  double timeout_ms = double_at(&arguments, 1);
  Bytes ready = bytes_at(&arguments, 2);
  if (ready.length < count) return number(env, -EINVAL);
  struct pollfd *polled = calloc(count + 1, sizeof *polled);
  if (polled == NULL) return number(env, -ENOMEM);
  for (uint32_t at = 0; at < count; at++) {
    polled[at].fd = descriptor_fd(env, array_element(&arguments, 0, at));
    polled[at].events = POLLIN;
  }
  struct timespec timeout = time_of(timeout_ms < 0 ? 0 : timeout_ms);
  int result = ppoll(polled, count, timeout_ms < 0 ? NULL : &timeout, NULL);
  int error = errno;
  for (uint32_t at = 0; at < count; at++) {
    ((uint8_t *)ready.data)[at] = result > 0 && polled[at].revents != 0;
  }
  free(polled);
  if (result < 0) return number(env, error == EINTR ? 0 : -error);
  return number(env, result);
}
