import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { plotAsSvg, plotAsText } from './calibration-plot.ts'
import type { Scored } from './precision-recall.ts'
import { atRecall, averagePrecision, calibration, operatingPoints } from './precision-recall.ts'
import type { RetailDemand, Series } from './stock-demand.ts'
import { readRetailDemand } from './stock-demand.ts'
import type { Calendar } from './stock-forecast.ts'
import { SkuForecast, commonShapes } from './stock-forecast.ts'
import type { Simulation } from './stock-simulation.ts'
import { simulateStock } from './stock-simulation.ts'

/*
 * Who will be out of stock within three days? Asked every morning of nine months of a real wholesaler's orders (UCI Online
 * Retail), for every SKU in every country that sells enough of it, and answered by Vigie's risk, by days of cover and by a
 * reorder level. Demand is real; stock is simulated over it (stock-simulation.ts), so stock-outs are known. Where a
 * delivery comes sooner than in three days, the question is for the days until then, and all who answer may know it.
 *
 * The constants of the forecast were chosen on every other SKU; the figures are of the others. --file FILE, --svg FILE.
 */
const warmUpDays = 84
/** Until the first shelves that began full somewhere have lived a while. */
const firstQuestionDay = warmUpDays + 14
const horizonDays = 3
const coverWindowDays = 28
/** Days on which a series sold while warming up, to be one that sells enough. */
const minSellingDays = 8
const recalls = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9]
const policy = { reorderDays: 6, orderDays: 14, leadDays: { least: 3, most: 8 } }

const { values } = parseArgs({ options: { file: { type: 'string' }, svg: { type: 'string' } } })
const file =
  values.file ??
  fileURLToPath(new URL('../../shared/data/online-retail/online-retail-2010-12_2011-08.csv.gz', import.meta.url))
if (!existsSync(file)) {
  console.log(`There is no ${file}: name the orders of UCI Online Retail (dataset 352) as CSV with --file.`)
  process.exit(2)
}
const answers = ask(await readRetailDemand(file))
report(answers)
if (values.svg !== undefined) writeFileSync(values.svg, plotAsSvg(calibration(answers.ours)))

interface Answers {
  series: number
  skus: number
  ours: Scored[]
  cover: Scored[]
  coverForHorizon: Scored[]
  reorderLevel: Scored[]
}

function ask(demand: RetailDemand): Answers {
  const chosen = Map.groupBy(demand.series.filter(sellsEnough), ({ sku }) => sku)
  const heldOut = [...chosen.values()].filter((_, index) => index % 2 === 1)
  const random = randomFrom(1)
  const skus = heldOut.map((list) =>
    list.map(({ orders }) => simulateStock({ orders, days: demand.days, warmUpDays, policy, random })),
  )
  const sales = skus.flat().flatMap(({ days }) => days.flatMap((day) => day.sales))
  const calendar: Calendar = { ...demand, commonShapes: commonShapes(sales, demand) }
  const answered: Answers = {
    series: skus.flat().length,
    skus: skus.length,
    ours: [],
    cover: [],
    coverForHorizon: [],
    reorderLevel: [],
  }
  for (const places of skus) askOfSku(places, calendar, answered)
  return answered
}

function sellsEnough({ orders }: Series): boolean {
  const days = new Set(orders.map(({ hour }) => Math.floor(hour / 24)).filter((day) => day < warmUpDays))
  return days.size >= minSellingDays
}

function askOfSku(places: readonly Simulation[], calendar: Calendar, into: Answers): void {
  const forecast = new SkuForecast(calendar, places.length)
  for (let day = 0; day < calendar.heard.length; day++) {
    forecast.beginDay(day)
    if (day >= firstQuestionDay && day + horizonDays <= calendar.heard.length) {
      for (const [place, simulation] of places.entries()) askOfPlace({ place, day, simulation, forecast }, into)
    }
    for (const [place, { days }] of places.entries()) {
      const today = days[day]
      if (today) forecast.endDay(place, day, today)
    }
  }
}

function askOfPlace(
  { place, day, simulation, forecast }: { place: number; day: number; simulation: Simulation; forecast: SkuForecast },
  into: Answers,
): void {
  const today = simulation.days[day]
  // What is out already is no prediction.
  if (!today || today.onHand <= 0) return
  const { onHand } = today
  const days = Math.min(horizonDays, today.deliveryInDays ?? horizonDays)
  const happened = simulation.days.slice(day, day + days).some(({ outFrom }) => outFrom !== undefined)
  const sold = simulation.days
    .slice(day - coverWindowDays, day)
    .reduce((sum, { sales }) => sum + sales.reduce((units, sale) => units + sale.units, 0), 0)
  const coverDays = onHand / (sold / coverWindowDays)
  into.ours.push({ score: forecast.risk(place, { day, onHand, days }), happened })
  into.cover.push({ score: -coverDays, happened })
  into.coverForHorizon.push({ score: -coverDays / days, happened })
  into.reorderLevel.push({ score: -onHand / simulation.firstReorderLevel, happened })
}

/** Numerical Recipes' linear congruential generator: the same year in every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function report({ series, skus, ...answered }: Answers): void {
  const { ours } = answered
  const share = ours.filter(({ happened }) => happened).length / ours.length
  console.log(
    `${skus} SKUs, ${series} of them × country, ${ours.length} questions, ${percent(share)} % were out in time\n`,
  )
  console.log(`precision at recall   ${recalls.map((recall) => recall.toFixed(1).padStart(6)).join('')}   average`)
  const names = {
    ours: 'risk (Vigie)',
    cover: 'days of cover',
    coverForHorizon: 'cover / days asked',
    reorderLevel: 'reorder level',
  } as const
  const curves = Object.entries(names).map(([key, name]) => {
    // Keys of `names` are those of the answers.
    const points = operatingPoints(answered[key as keyof typeof names])
    const precisions = recalls.map((recall) => atRecall(points, recall)?.precision ?? 0)
    const average = averagePrecision(points)
    console.log(
      `${name.padEnd(22)}${precisions.map((each) => each.toFixed(3).padStart(6)).join('')}   ${average.toFixed(3)}`,
    )
    return precisions
  })
  const [own = [], ...others] = curves
  const isBetter = own.every((precision, index) => others.every((other) => precision > (other[index] ?? 1)))
  console.log(`\nmore precise than each of them at every recall: ${isBetter ? 'reached' : 'MISSED'}\n`)
  console.log('predicted          questions  mean predicted  observed')
  const bins = calibration(ours)
  for (const { from, to, count, predicted, observed } of bins) {
    const range = `${from.toFixed(1)} to ${to.toFixed(1)}`
    console.log(
      `${range.padEnd(16)}${String(count).padStart(12)}${predicted.toFixed(3).padStart(16)}${observed.toFixed(3).padStart(10)}`,
    )
  }
  const error = bins.reduce((sum, { count, predicted, observed }) => sum + count * Math.abs(predicted - observed), 0)
  console.log(`mean distance of observed from predicted: ${(error / ours.length).toFixed(3)}\n\n${plotAsText(bins)}`)
}

function percent(value: number): string {
  return (value * 100).toFixed(1)
}
