#ifndef HOLDFAST_CLOCK_H
#define HOLDFAST_CLOCK_H

#include "arguments.h"

/* (clock) -> milliseconds with a fraction */
napi_value clock_now(napi_env env, napi_callback_info info);
/* (clock) -> descriptor of a timerfd */
napi_value timer_open(napi_env env, napi_callback_info info);
/* (descriptor, deadline in ms of its clock | 0): readable from then on, until it is set again;
 * 0 disarms */
napi_value timer_set(napi_env env, napi_callback_info info);
/* (descriptors, timeout in ms | negative = for ever, room) -> how many are readable; sets their
 * bytes in room to 1. A signal ends it early. */
napi_value descriptors_poll(napi_env env, napi_callback_info info);

#endif
