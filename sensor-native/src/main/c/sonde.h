// What Java cannot say, for the generated C.
#pragma once
#include <stdint.h>

int64_t sonde_syscall(int32_t nr, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f);
int64_t sonde_message(int32_t nr, int32_t fd, void *header, void *name, int32_t name_length, void *data,
                      int32_t length, void *control, int32_t control_length, int32_t flags);
int32_t sonde_fork(void);
int32_t sonde_execve(void *path, void *argv, void *envp);
void *sonde_vector(int32_t n);
void sonde_vector_set(void *vector, int32_t i, void *bytes, int32_t length);
int32_t sonde_count(int32_t which);
int32_t sonde_length(int32_t which, int32_t i);
int32_t sonde_byte(int32_t which, int32_t i, int32_t at);
int32_t sonde_arm(void);

// Ends the program with one line and status 70.
_Noreturn void sonde_end(const char *why);
_Noreturn void sonde_no_memory(void);
_Noreturn void sonde_heap_used_up(void);
