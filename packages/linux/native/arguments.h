#ifndef HOLDFAST_ARGUMENTS_H
#define HOLDFAST_ARGUMENTS_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stddef.h>
#include <stdint.h>

enum { MAX_ARGUMENTS = 6 };

/* The arguments of a call from JavaScript. What is missing or of another type reads as 0 or NULL,
 * which the kernel refuses: the only caller is our own TypeScript. */
typedef struct {
  napi_env env;
  napi_value values[MAX_ARGUMENTS];
} Arguments;

typedef struct {
  void *data;
  size_t length; /* in bytes; of an array of numbers, in elements */
} Bytes;

Arguments arguments_of(napi_env env, napi_callback_info info);
int int_at(const Arguments *arguments, int index);
double double_at(const Arguments *arguments, int index);
Bytes bytes_at(const Arguments *arguments, int index);
Bytes bytes_of(napi_env env, napi_value value);
uint32_t array_length_at(const Arguments *arguments, int index);
napi_value array_element(const Arguments *arguments, int index, uint32_t position);

napi_value number(napi_env env, double value);
/* What a system call returned; -1 becomes the negative errno. */
napi_value outcome(napi_env env, long result);

#endif
