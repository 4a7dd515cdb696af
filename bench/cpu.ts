import { readFileSync, readdirSync } from 'node:fs'

/** USER_HZ, the unit of /proc/<pid>/stat: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

interface ProcessTimes {
  pid: number
  parent: number
  ticks: number
}

/** Fields of proc(5) stat: the name, in parentheses, may itself hold spaces and parentheses. */
export function parseStat(stat: string): ProcessTimes {
  const close = stat.lastIndexOf(')')
  const pid = Number.parseInt(stat, 10)
  const fields = stat
    .slice(close + 2)
    .split(' ')
    .map(Number)
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15)
  return { pid, parent: fields[1] ?? 0, ticks: utime + stime + cutime + cstime }
}

function allProcesses(): ProcessTimes[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'))]
      } catch {
        return [] // it ended between the two reads
      }
    })
}

/** The given processes and everything that descends from them: an event server, or a postmaster with its backends. */
export function withDescendants(pids: readonly number[], processes: readonly ProcessTimes[]): ProcessTimes[] {
  const found = new Set(pids)
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const { pid, parent } of processes) if (found.has(parent)) found.add(pid)
  }
  return processes.filter(({ pid }) => found.has(pid))
}

/**
 * CPU seconds, user and system, that these processes and their descendants have used since they started; children that
 * have ended count with the parent that waited for them. Take it before and after, and subtract.
 */
export function cpuSeconds(pids: readonly number[]): number {
  return withDescendants(pids, allProcesses()).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond
}

/** Fields of proc(5) /proc/stat's first line, without idle and iowait: user, nice, system, irq, softirq, steal. */
export function parseBusySeconds(stat: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (stat.split('\n', 1)[0] ?? '')
    .replace(/^cpu +/, '')
    .split(' ')
    .map(Number)
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond
}

/**
 * Starts watching what this machine does besides this benchmark and the processes it started.
 *
 * @returns a function that says, each time, how many cores on average were busy with other things since the last time;
 *   null where the system does not tell.
 */
export function watchNeighbours(): () => number | null {
  if (process.platform !== 'linux') return () => null
  const read = () => ({
    at: performance.now(),
    others: parseBusySeconds(readFileSync('/proc/stat', 'utf8')) - cpuSeconds([process.pid]),
  })
  let last = read()
  return () => {
    const now = read()
    const cores = (now.others - last.others) / ((now.at - last.at) / 1000)
    last = now
    return Math.max(0, cores)
  }
}
