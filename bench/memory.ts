import { readFileSync } from 'node:fs'

const everyMs = 500

/** Resident memory of a process in MB, from proc(5) /proc/<pid>/status, where the line is in kB. */
export function residentMegabytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  if (!line) throw new Error(`the process ${pid} has no resident memory`)
  return Number(line[1]) / 1024
}

/** Looks at a process's memory twice a second. */
export function watchMemory(pid: number) {
  const samples: number[] = []
  const timer = setInterval(() => samples.push(residentMegabytes(pid)), everyMs)
  return {
    /** @returns MB: the median of the second half, and the most of all. */
    stop() {
      clearInterval(timer)
      const late = samples.slice(Math.floor(samples.length / 2)).toSorted((a, b) => a - b)
      return { median: late[Math.floor(late.length / 2)] ?? Number.NaN, most: Math.max(...samples) }
    },
  }
}
