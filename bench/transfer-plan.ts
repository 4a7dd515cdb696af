import { planTransfers } from '#server/projections/transfers/transfer-plan.ts'
import { seededRandom, transferInstance } from './transfer-instances.ts'
import { exactBound, relaxedBound } from './transfer-optimum.ts'
import { summarize } from './rounds.ts'

/*
 * How much of the exact optimum transfer plans are worth, and how long they take, over 200 random instances of 30 donors and
 * 30 takers. Each plan is held against an upper bound by HiGHS: the relaxed program where that proves enough, else the exact
 * one, solved to 1 %. Times are those of a warm process, as a server is; CPU time, the least of three runs, is what a quiet core
 * would take, and what is judged. The argument is the number of instances.
 */
const instances = Number(process.argv[2] ?? 200)
const size = { donors: 30, takers: 30 }
const goal = { share: 0.95, millis: 20 }

const random = seededRandom(20261127)
for (let warm = 0; warm < 10; warm++) planTransfers(transferInstance(size, random))

const shares: number[] = []
const millis: number[] = []
const cpuMillis: number[] = []
const exactMillis: number[] = []
for (let index = 0; index < instances; index++) {
  const problem = transferInstance(size, random)
  const { worth, shipments } = planTransfers(problem)
  const times = Array.from({ length: 3 }, () => timed(() => planTransfers(problem)))
  millis.push(Math.min(...times.map((each) => each.millis)))
  cpuMillis.push(Math.min(...times.map((each) => each.cpuMillis)))
  let share = worth / relaxedBound(problem).worth
  const proof = share >= goal.share ? 'relaxed' : 'exact'
  if (proof === 'exact') {
    const bound = exactBound(problem)
    exactMillis.push(bound.millis)
    share = worth / bound.worth
  }
  shares.push(share)
  const line = [`  ${index + 1}`, `share ${share.toFixed(4)} (${proof})`, `lorries ${shipments.length}`]
  console.log([...line, `ms ${millis.at(-1)?.toFixed(1)}`, `CPU ms ${cpuMillis.at(-1)?.toFixed(1)}`].join('  '))
}

const [share, took, cpu] = [summarize(shares), summarize(millis), summarize(cpuMillis)]
console.log(`  share of the optimum, at least: median ${share.median.toFixed(4)}, least ${share.least.toFixed(4)}`)
console.log(`    goal: each ≥ ${goal.share}: ${share.least >= goal.share ? 'reached' : 'MISSED'}`)
for (const [name, { median, least, most }] of Object.entries({ ms: took, 'CPU ms': cpu }))
  console.log(`  ${name}: median ${median.toFixed(1)}, least ${least.toFixed(1)}, most ${most.toFixed(1)}`)
console.log(`    goal: each ≤ ${goal.millis} CPU ms: ${cpu.most <= goal.millis ? 'reached' : 'MISSED'}`)
if (exactMillis.length > 0) {
  const ratio = summarize(exactMillis).median / took.median
  console.log(
    `  HiGHS needed the exact program ${exactMillis.length} times, ${ratio.toFixed(0)} times as long as a plan`,
  )
}

function timed(run: () => void): { millis: number; cpuMillis: number } {
  const [before, cpuBefore] = [performance.now(), process.cpuUsage()]
  run()
  const { user, system } = process.cpuUsage(cpuBefore)
  return { cpuMillis: (user + system) / 1000, millis: performance.now() - before }
}
