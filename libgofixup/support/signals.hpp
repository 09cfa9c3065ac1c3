// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <pthread.h>

#include <csignal>

namespace gofixup {

// While one of these lives, signals that somebody sends to this thread wait, and a thread that is
// started meanwhile never takes one: a signal to the process goes to the threads of our host, at a
// moment of its choice. What a thread does to itself (SIGSEGV ...) is not held back.
class SignalsWait {
 public:
  SignalsWait() {
    sigset_t sent;
    sigfillset(&sent);
    for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT})
      sigdelset(&sent, own);
    pthread_sigmask(SIG_BLOCK, &sent, &before_);
  }
  SignalsWait(const SignalsWait&) = delete;
  SignalsWait& operator=(const SignalsWait&) = delete;
  ~SignalsWait() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace gofixup
