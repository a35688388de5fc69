// Alternates between commands, and prints what each run took. It is small and does little, so that the time it
// measures is the command's. timing.py compiles it and reads its lines.
//
//   timer ROUNDS MODE [NAME=VALUE]... PROGRAM [ARGUMENT]... [";" MODE ...]...
//
// MODE says what is timed:
//   end    from the start to the end
//   url    from the start to the line of the authorization URL; then the program is ended
//   token  from the redirect, which is sent from here, to the first line on stdout
//   told   nothing: the program prints its own nanoseconds
//
// A line for each run: the command's number, nanoseconds, microseconds of CPU, minor page faults, peak memory
// in KiB.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kMostCommands = 16, kMostWords = 256, kLongestUrl = 4096, kSecondsForARun = 60 };

// A browser takes a while from the address to the redirect. What a program prepares meanwhile is not to
// count.
static const struct timespec kSignIn = {.tv_nsec = 100 * 1000 * 1000};

struct command {
  const char* mode;
  char** program;
  char* environment[kMostWords];
};

struct run {
  pid_t pid;
  int out;
  FILE* messages;
  struct timespec start;
};

static pid_t g_running;

static void give_up(int signal) {
  (void)signal;
  if (g_running > 0) {
    kill(g_running, SIGKILL);
  }
  static const char kText[] = "timer: a command took too long\n";
  _exit(write(STDERR_FILENO, kText, sizeof kText - 1) > 0 ? 3 : 4);
}

static void fail(const char* what, const char* about) {
  fprintf(stderr, "timer: %s: %s\n", what, about);
  if (g_running > 0) {
    kill(g_running, SIGKILL);
  }
  exit(1);
}

static struct timespec now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time;
}

static long long nanoseconds_since(struct timespec start) {
  const struct timespec end = now();
  return (end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec);
}

static int is_mode(const struct command* command, const char* mode) {
  return strcmp(command->mode, mode) == 0;
}

// Starts a command with the clock running. What is not read here goes to /dev/null, without a pipe.
static struct run start(const struct command* command) {
  const int reads_out = is_mode(command, "token") || is_mode(command, "told");
  const int reads_messages = is_mode(command, "token") || is_mode(command, "url");
  int out[2] = {-1, -1};
  int messages[2] = {-1, -1};
  if ((reads_out && pipe2(out, O_CLOEXEC) != 0) || (reads_messages && pipe2(messages, O_CLOEXEC) != 0)) {
    fail("no pipe", command->program[0]);
  }
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  for (int stream = STDOUT_FILENO; stream <= STDERR_FILENO; ++stream) {
    const int pipe_end = stream == STDOUT_FILENO ? out[1] : messages[1];
    if (pipe_end >= 0) {
      posix_spawn_file_actions_adddup2(&files, pipe_end, stream);
    } else {
      posix_spawn_file_actions_addopen(&files, stream, "/dev/null", O_WRONLY, 0);
    }
  }
  struct run run = {.out = out[0], .start = now()};
  if (posix_spawn(&run.pid, command->program[0], &files, NULL, command->program,
                  (char**)command->environment) != 0) {
    fail("cannot be started", command->program[0]);
  }
  g_running = run.pid;
  posix_spawn_file_actions_destroy(&files);
  if (reads_out) {
    close(out[1]);
  }
  if (reads_messages) {
    close(messages[1]);
    run.messages = fdopen(messages[0], "r");
  }
  return run;
}

// Waits for the line that is nothing but an address.
static void read_url(FILE* messages, char* url) {
  char line[kLongestUrl] = "";
  while (fgets(line, sizeof line, messages) != NULL) {
    const char* text = line + strspn(line, " \t");
    if (strncmp(text, "http", 4) == 0) {
      strcpy(url, text);
      url[strcspn(url, "\n")] = '\0';
      return;
    }
  }
  fail("a program printed no address, and last", line);
}

// Copies the value of a parameter, percent-decoded.
static void read_parameter(const char* url, const char* name, char* value) {
  const char* at = strstr(url, name);
  if (at == NULL) {
    fail("not in the address", name);
  }
  for (at += strlen(name); *at != '\0' && *at != '&'; ++value) {
    unsigned octet;
    if (*at == '%' && sscanf(at + 1, "%2x", &octet) == 1) {
      *value = (char)octet;
      at += 3;
    } else {
      *value = *at++;
    }
  }
  *value = '\0';
}

// Sends the authorization response, as the browser does that is redirected. Returns the connection.
static int send_redirect(const char* url, struct timespec* begin) {
  char redirect_uri[kLongestUrl];
  char state[kLongestUrl];
  char path[kLongestUrl];
  char request[3 * kLongestUrl];
  unsigned short port;
  read_parameter(url, "redirect_uri=", redirect_uri);
  read_parameter(url, "state=", state);
  if (sscanf(redirect_uri, "http://127.0.0.1:%hu%s", &port, path) != 2) {
    fail("not on 127.0.0.1", redirect_uri);
  }
  const int length =
      snprintf(request, sizeof request,
               "GET %s?code=benchmark&state=%s HTTP/1.1\r\nHost: 127.0.0.1:%hu\r\n\r\n", path, state, port);
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  nanosleep(&kSignIn, NULL);
  *begin = now();
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(connection, (const struct sockaddr*)&address, sizeof address) != 0 ||
      write(connection, request, (size_t)length) != length) {
    fail("does not listen", redirect_uri);
  }
  return connection;
}

// Reads to the end of the stream, and returns the number that it begins with.
static long long read_to_end(int stream, char* text, size_t size) {
  size_t length = 0;
  for (ssize_t count = 1; count > 0 && length < size - 1; length += (size_t)(count > 0 ? count : 0)) {
    count = read(stream, text + length, size - 1 - length);
  }
  text[length] = '\0';
  return atoll(text);
}

// Nanoseconds from the redirect to the token. Takes the page as it comes, too, and closes then, as a browser
// does: a program may wait for that before it prints.
static long long time_token(const struct run* run) {
  char url[kLongestUrl];
  char text[kLongestUrl];
  struct timespec begin;
  long long taken = -1;
  read_url(run->messages, url);
  struct pollfd waiting[] = {{.fd = send_redirect(url, &begin), .events = POLLIN},
                             {.fd = run->out, .events = POLLIN}};
  while (taken < 0 || waiting[0].fd >= 0) {
    poll(waiting, 2, -1);
    if (waiting[1].revents != 0 && read(run->out, text, sizeof text) >= 0) {
      taken = nanoseconds_since(begin);
      waiting[1].fd = -1;
    }
    if (waiting[0].revents != 0 && read(waiting[0].fd, text, sizeof text) <= 0) {
      close(waiting[0].fd);
      waiting[0].fd = -1;
    }
  }
  return taken;
}

static void measure(int number, const struct command* command) {
  char text[kLongestUrl];
  long long taken = 0;
  struct rusage used;
  int status;
  alarm(kSecondsForARun);
  const struct run run = start(command);
  if (is_mode(command, "token")) {
    taken = time_token(&run);
  } else if (is_mode(command, "told")) {
    taken = read_to_end(run.out, text, sizeof text);
  } else if (is_mode(command, "url")) {
    read_url(run.messages, text);
    taken = nanoseconds_since(run.start);
    kill(run.pid, SIGTERM);
  }
  wait4(run.pid, &status, 0, &used);
  if (is_mode(command, "end")) {
    taken = nanoseconds_since(run.start);
  }
  g_running = 0;
  if (status != 0 && !is_mode(command, "url")) {
    fail("did not end well", command->program[0]);
  }
  if (run.messages != NULL) {
    fclose(run.messages);
  }
  if (run.out >= 0) {
    close(run.out);
  }
  const long long cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL + used.ru_utime.tv_usec +
                        used.ru_stime.tv_usec;
  printf("%d %lld %lld %ld %ld\n", number, taken, cpu, used.ru_minflt, used.ru_maxrss);
}

// Takes one command off the words; returns the words behind it.
static char** parse_command(char** words, struct command* command) {
  size_t variables = 0;
  for (char** variable = environ; *variable != NULL && variables < kMostWords / 2; ++variable) {
    command->environment[variables++] = *variable;
  }
  command->mode = *words++;
  for (; *words != NULL && strchr(*words, '=') != NULL && variables < kMostWords - 1; ++words) {
    command->environment[variables++] = *words;
  }
  command->program = words;
  for (; *words != NULL; ++words) {
    if (strcmp(*words, ";") == 0) {
      *words = NULL;
      return words + 1;
    }
  }
  return words;
}

int main(int count, char** words) {
  static struct command commands[kMostCommands];
  int number = 0;
  const int rounds = count > 3 ? atoi(words[1]) : 0;
  for (char** rest = words + 2; rounds > 0 && *rest != NULL && number < kMostCommands; ++number) {
    rest = parse_command(rest, &commands[number]);
  }
  if (number == 0) {
    fail("rounds and commands are missing", "see the head of timer.c");
  }
  signal(SIGALRM, give_up);
  signal(SIGPIPE, SIG_IGN);
  for (int round = 0; round < rounds; ++round) {
    for (int turn = 0; turn < number; ++turn) {
      measure(turn, &commands[turn]);
    }
  }
  return fflush(stdout) == 0 ? 0 : 1;
}
