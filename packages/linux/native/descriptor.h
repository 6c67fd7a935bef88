#ifndef HOLDFAST_DESCRIPTOR_H
#define HOLDFAST_DESCRIPTOR_H

#include "arguments.h"

/* A file descriptor that JavaScript owns; fd is -1 when it was closed. */
typedef struct descriptor Descriptor;

/* What one environment, the main thread or a worker, has open. */
int environment_create(napi_env env);

/* Takes fd over: returns an object that closes it when it is collected; or a negative errno. */
napi_value descriptor_create(napi_env env, int fd);
/* -1, which no system call takes, when it was closed. */
int descriptor_fd(napi_env env, napi_value value);
int fd_at(const Arguments *arguments, int index);

/* close(descriptor): closing twice does nothing. */
napi_value descriptor_close(napi_env env, napi_callback_info info);
/* release(descriptor) -> the number, for somebody else to close. */
napi_value descriptor_release(napi_env env, napi_callback_info info);
/* watch(descriptor, callback | undefined) */
napi_value descriptor_watch(napi_env env, napi_callback_info info);
/* keepAlive(descriptor, 0 | 1): whether watching it keeps the event loop alive. */
napi_value descriptor_keep_alive(napi_env env, napi_callback_info info);

#endif
