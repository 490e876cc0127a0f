// typist WORD: tries to type WORD into every terminal that it can reach: those among its open files, and that of its
// session. Prints each file descriptor above 2, and `controlling NUMBER` of its terminal's device.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static void type(int fd, const char *word) {
    for (const char *c = word; *c; c++) ioctl(fd, TIOCSTI, c);
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    for (int fd = 0; fd < 1024; fd++) {
        struct termios modes;
        if (fd > 2 && fcntl(fd, F_GETFD) >= 0) printf("open %d\n", fd);
        if (tcgetattr(fd, &modes) == 0) {
            type(fd, argv[1]);
            // What is in its queue is ours to take, if it is our own terminal's.
        }
    }
    int tty = open("/dev/tty", O_RDWR);
    if (tty >= 0) type(tty, argv[1]);
    printf("tried\n");
    return 0;
}
