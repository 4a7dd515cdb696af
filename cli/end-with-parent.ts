import { isMainThread } from 'node:worker_threads'

/*
 * Loaded with `node --import` before a program that is not ours, and inherited by the processes it forks: when whoever
 * started a process is gone, the process is told to end, then made to. An IPC channel would tell sooner, but listening
 * to it changes how long a program lives that uses the channel itself, as `next dev` does.
 */
const lookEveryMs = 500
const patienceMs = 10_000

const parent = process.ppid

function look(): void {
  if (process.ppid === parent) return
  clearInterval(timer)
  setTimeout(() => process.exit(1), patienceMs).unref()
  process.kill(process.pid, 'SIGTERM')
}

const timer = setInterval(look, lookEveryMs)
timer.unref()
if (!isMainThread) clearInterval(timer)
