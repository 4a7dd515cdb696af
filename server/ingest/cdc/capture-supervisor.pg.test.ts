import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { CaptureState } from '#contract/capture-state.ts'
import { captureStateSchema } from '#contract/capture-state.ts'
import { outboxConfigSchema } from '#contract/database.ts'
import { createPool } from '../../db/pool.ts'
import type { FakeMode } from '../../testing/captures.ts'
import { pollConfig, putSource, startSupervisor, untilAborted } from '../../testing/captures.ts'
import { testDatabase } from '../../testing/database.ts'
import { silentLogger } from '../../testing/log-fixture.ts'
import type { CaptureContext } from './capture.ts'
import { CaptureError } from './capture.ts'

const { url } = await testDatabase()
const pool = createPool({ databaseUrl: url, logger: silentLogger, name: 'look', max: 2 })
afterAll(() => pool.end())

beforeEach(async () => {
  await pool.query('truncate sources, captures, staged_rows')
})

async function run(mode: FakeMode) {
  const process = await startSupervisor(url, mode)
  onTestFinished(() => process.stop())
  return process
}

async function stateOf(source: string): Promise<CaptureState & { asked: string | null; epoch: number }> {
  const { rows } = await pool.query<{ state: unknown; asked: string | null; epoch: number }>(
    'select state, asked, epoch from captures where source = $1',
    [source],
  )
  if (!rows[0]) throw new Error(`${source} has not been taken up`)
  const { state, ...rest } = rows[0]
  return { ...captureStateSchema.parse(state), ...rest }
}

/** Captures that say when they begin and end, in the order in which they do. */
function recorded(work: (context: CaptureContext) => Promise<never> = ({ signal }) => untilAborted(signal)) {
  const begun: CaptureContext[] = []
  const waiting: (() => void)[] = []
  let running = 0
  let most = 0
  const capture = async (context: CaptureContext): Promise<never> => {
    begun.push(context)
    running += 1
    most = Math.max(most, running)
    for (const wake of waiting.splice(0)) wake()
    try {
      return await work(context)
    } finally {
      running -= 1
    }
  }
  const whenBegun = async (count: number): Promise<CaptureContext> => {
    while (begun.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    const context = begun[count - 1]
    if (!context) throw new Error('it has begun')
    return context
  }
  return { capture, begun, whenBegun, running: () => running, most: () => most }
}

describe('what is captured follows the settings', () => {
  test('an enabled source is captured, with its config and its connection', async () => {
    const captures = recorded()
    await putSource(url, { slug: 'erp', connection: 'postgresql://reader:hidden@db.example:6000/shop' })
    await run(captures)
    const { source, config, connection, memory } = await captures.whenBegun(1)
    expect({ source, config }).toEqual({ source: 'erp', config: pollConfig })
    expect(connection.address).toEqual({ host: 'db.example', port: 6000, database: 'shop', user: 'reader' })
    expect([memory.epoch, memory.position]).toEqual([1, null])
  })

  test('a source that is made, changed, given another connection or paused is taken up so; never two at a time', async () => {
    const captures = recorded()
    const { supervisor } = await run(captures)
    await putSource(url, { slug: 'erp' })
    await supervisor.reload()
    await captures.whenBegun(1)
    await putSource(url, { slug: 'erp', config: { ...pollConfig, intervalSeconds: 5 } })
    await supervisor.reload()
    expect((await captures.whenBegun(2)).config).toMatchObject({ intervalSeconds: 5 })
    await putSource(url, { slug: 'erp', connection: 'postgresql://vigie@elsewhere/erp' })
    expect((await captures.whenBegun(3)).connection.address.host).toBe('elsewhere')
    const last = await captures.whenBegun(3)
    await putSource(url, { slug: 'erp', enabled: false })
    await untilAborted(last.signal).catch(() => undefined)
    expect(captures.most()).toBe(1)
    expect(captures.begun).toHaveLength(3)
  })

  test('an unchanged source is left alone by readings', async () => {
    const captures = recorded()
    await putSource(url, { slug: 'erp' })
    const { supervisor } = await run(captures)
    const { signal } = await captures.whenBegun(1)
    await supervisor.reload()
    await supervisor.reload()
    expect([signal.aborted, captures.begun.length]).toEqual([false, 1])
  })

  test('what has to go on while a source is paused goes on', async () => {
    const watched = recorded()
    const captures = recorded()
    await putSource(url, { slug: 'erp', enabled: false })
    await run({ capture: captures.capture, whilePaused: watched.capture })
    expect((await watched.whenBegun(1)).source).toBe('erp')
    await putSource(url, { slug: 'erp', enabled: true })
    await captures.whenBegun(1)
    expect(watched.running()).toBe(0)
  })

  test('what has to be taken away after a capture was given up is, also of a paused source', async () => {
    const clearing = recorded()
    const captures = recorded(() => Promise.reject(new CaptureError('outbox-given-up', 'too full', { givesUp: true })))
    await putSource(url, { slug: 'erp' })
    const { supervisor } = await run({ capture: captures.capture, whileGivenUp: clearing.capture })
    await clearing.whenBegun(1)
    await putSource(url, { slug: 'erp', enabled: false })
    await clearing.whenBegun(2)
    expect(captures.begun).toHaveLength(1)
    await supervisor.beginAnew('erp')
    await putSource(url, { slug: 'erp', enabled: true })
    await captures.whenBegun(2)
  })

  test('a removed source is captured no more', async () => {
    const captures = recorded()
    await putSource(url, { slug: 'erp' })
    const { supervisor } = await run(captures)
    await captures.whenBegun(1)
    await pool.query('delete from sources')
    await supervisor.reload()
    expect(captures.running()).toBe(0)
  })

  test('stopping ends every capture before it resolves', async () => {
    let isEnded = false
    const captures = recorded(async ({ signal }) => {
      await untilAborted(signal).catch(() => undefined)
      await pool.query('select 1')
      isEnded = true
      throw new Error('told to stop')
    })
    await putSource(url, { slug: 'erp' })
    const process = await startSupervisor(url, captures)
    await captures.whenBegun(1)
    await process.stop()
    expect(isEnded).toBe(true)
  })
})

describe('what goes wrong is kept, and tried again', () => {
  test('a fault is shown with its code and since when, and is over once the capture follows', async () => {
    let tries = 0
    const looked = Promise.withResolvers<void>()
    const captures = recorded(async ({ memory, signal }) => {
      tries += 1
      if (tries <= 3) throw new CaptureError('connection-refused', 'nothing listens on this host and port')
      await looked.promise
      memory.report({ phase: 'following' })
      return untilAborted(signal)
    })
    await putSource(url, { slug: 'erp' })
    const { telemetry, supervisor } = await run(captures)
    await captures.whenBegun(2)
    const first = (await stateOf('erp')).problem
    expect(first).toMatchObject({ code: 'connection-refused', detail: 'nothing listens on this host and port' })
    await captures.whenBegun(3)
    expect((await stateOf('erp')).problem?.since).toBe(first?.since)
    const following = telemetry.once('capture.phase', ({ phase }) => phase === 'following')
    looked.resolve()
    await following
    await supervisor.stop()
    expect(await stateOf('erp')).toMatchObject({ phase: 'following', problem: null })
  })

  test('an error nobody foresaw is `internal`, and what it quotes is shown nowhere', async () => {
    const captures = recorded(() => Promise.reject(new Error('duplicate key (email)=(ada@example.com)')))
    await putSource(url, { slug: 'erp' })
    await run(captures)
    await captures.whenBegun(2)
    const state = await stateOf('erp')
    expect(state.problem?.code).toBe('internal')
    expect(JSON.stringify(state)).not.toContain('ada@example.com')
  })

  test('a secret that does not open stands in nobody else’s way, and is named', async () => {
    const captures = recorded()
    await putSource(url, { slug: 'sealed' })
    await pool.query(`update sources set secret_sealed = decode(repeat('00', 40), 'hex')`)
    await putSource(url, { slug: 'erp' })
    const { telemetry } = await run(captures)
    await telemetry.once('capture.failed', ({ source }) => source === 'sealed')
    expect((await captures.whenBegun(1)).source).toBe('erp')
    await telemetry.once('capture.failed', ({ source }) => source === 'sealed')
    expect((await stateOf('sealed')).problem?.detail).toContain('source rotate sealed')
  })

  test('a problem that a capture reports itself stays while it goes on, until it says otherwise', async () => {
    const captures = recorded(({ memory, signal }) => {
      memory.reportProblem({ code: 'schema-changed', detail: 'the column total is gone' })
      memory.report({ phase: 'following' })
      return untilAborted(signal)
    })
    await putSource(url, { slug: 'erp' })
    const process = await startSupervisor(url, captures)
    const { memory } = await captures.whenBegun(1)
    await process.stop()
    expect(await stateOf('erp')).toMatchObject({ phase: 'following', problem: { code: 'schema-changed' } })
    memory.reportProblem(null)
    expect((await stateOf('erp')).problem).not.toBeNull()
  })
})

describe('a new beginning', () => {
  const givesUp = () =>
    recorded(({ memory, signal }) => {
      if (memory.epoch > 1) return untilAborted(signal)
      throw new CaptureError('slot-lost', 'the slot is lost', { givesUp: true })
    })

  test('what was given up is not tried again, not even by a restarted server, until somebody asks', async () => {
    const captures = givesUp()
    await putSource(url, { slug: 'erp' })
    const first = await startSupervisor(url, captures)
    await first.telemetry.once('capture.failed', ({ retryMs }) => retryMs === null)
    await first.stop()
    expect(await stateOf('erp')).toMatchObject({ phase: 'given-up', problem: { code: 'slot-lost' } })
    const second = await run(captures)
    await second.supervisor.reload()
    expect(captures.begun).toHaveLength(1)
    await second.supervisor.beginAnew('erp')
    const { memory } = await captures.whenBegun(2)
    expect([memory.epoch, memory.position]).toEqual([2, null])
    await second.supervisor.stop()
    expect(await stateOf('erp')).toMatchObject({ asked: null, problem: null, epoch: 2 })
  })

  test('it can be asked for in any process, and drops what was remembered and staged', async () => {
    const captures = recorded()
    await putSource(url, { slug: 'erp' })
    await run(captures)
    const { memory } = await captures.whenBegun(1)
    await memory.remember({ at: '0/16B3748' })
    await pool.query(`insert into staged_rows values ('erp', 1, 'public.orders', '{id}', '{}')`)
    const other = await run(captures)
    await other.supervisor.beginAnew('erp')
    const next = await captures.whenBegun(2)
    expect([next.memory.epoch, next.memory.position]).toEqual([2, null])
    expect((await pool.query('select from staged_rows')).rowCount).toBe(0)
    expect(captures.most()).toBe(1)
  })

  test('another mode begins anew, after what the former one had put into the database is taken out', async () => {
    const captures = recorded()
    let refusals = 2
    const released: unknown[] = []
    const release = ({ config }: CaptureContext) => {
      released.push([config.capture, captures.running()])
      return refusals-- > 0
        ? Promise.reject(new CaptureError('insufficient-privilege', 'only the owner may drop it'))
        : Promise.resolve()
    }
    await putSource(url, { slug: 'erp' })
    await run({ ...captures, release })
    await (await captures.whenBegun(1)).memory.remember({ cursor: 7 })
    const outbox = outboxConfigSchema.parse({ capture: 'outbox', tables: ['public.orders'] })
    await putSource(url, { slug: 'erp', config: outbox })
    const { memory, config } = await captures.whenBegun(2)
    expect([config.capture, memory.epoch, memory.position]).toEqual(['outbox', 2, null])
    expect(memory.state).toMatchObject({ capture: 'outbox', problem: null })
    expect(released).toEqual([
      ['poll', 0],
      ['poll', 0],
      ['poll', 0],
    ])
    expect(memory.state.gaps).toEqual([])
    await putSource(url, { slug: 'erp', config: { ...outbox, schema: 'elsewhere' } })
    const moved = await captures.whenBegun(3)
    expect([moved.config, moved.memory.epoch]).toEqual([{ ...outbox, schema: 'elsewhere' }, 3])
    expect(moved.memory.state.gaps).toMatchObject([{ to: null, reason: 'outbox-missing' }])
    expect(released.slice(3)).toEqual([['outbox', 0]])
  })

  test('what only the position knows of is taken out before that is forgotten, also of a paused source', async () => {
    const watched = recorded()
    const captures = recorded()
    const left: unknown[] = []
    const beforeNewBeginning = ({ memory }: CaptureContext) => {
      left.push(memory.position)
      return left.length > 1 ? Promise.resolve() : Promise.reject(new CaptureError('slot-in-use', 'somebody reads'))
    }
    await putSource(url, { slug: 'erp' })
    const { supervisor } = await run({ capture: captures.capture, whilePaused: watched.capture, beforeNewBeginning })
    await (await captures.whenBegun(1)).memory.remember({ slot: 'vigie' })
    await putSource(url, { slug: 'erp', enabled: false })
    await watched.whenBegun(1)
    await supervisor.beginAnew('erp')
    const { memory } = await watched.whenBegun(2)
    expect([memory.epoch, memory.position]).toEqual([2, null])
    expect(left).toEqual([{ slot: 'vigie' }, { slot: 'vigie' }])
  })

  test('an unknown source cannot be asked for one', async () => {
    const { supervisor } = await run(recorded())
    await expect(supervisor.beginAnew('nobody')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('release', () => {
  test('pauses the source, ends its capture, then takes out what it had put there, in whichever process runs it', async () => {
    const captures = recorded()
    const released: unknown[] = []
    const release = ({ source, memory }: CaptureContext) => {
      released.push({ source, position: memory.position, running: captures.running() })
      return Promise.resolve()
    }
    await putSource(url, { slug: 'erp' })
    await run({ ...captures, release })
    await (await captures.whenBegun(1)).memory.remember({ at: 1 })
    const other = await run({ ...captures, release })
    await other.supervisor.release('erp')
    expect(released).toEqual([{ source: 'erp', position: { at: 1 }, running: 0 }])
    expect(await stateOf('erp')).toMatchObject({ asked: null, epoch: 2, phase: 'waiting', problem: null })
    expect((await pool.query('select enabled from sources')).rows).toEqual([{ enabled: false }])
  })

  test('one that the database refuses is told to whoever asked, and the source stays paused', async () => {
    const captures = recorded()
    const release = () => Promise.reject(new CaptureError('insufficient-privilege', 'only the owner may drop it'))
    await putSource(url, { slug: 'erp' })
    const { supervisor } = await run({ ...captures, release })
    await captures.whenBegun(1)
    await expect(supervisor.release('erp')).rejects.toMatchObject({ code: 'insufficient-privilege' })
    expect((await pool.query('select enabled from sources')).rows).toEqual([{ enabled: false }])
    expect(captures.begun).toHaveLength(1)
  })

  test('is not cut short by looks at the orders that come while it is carried out', async () => {
    const captures = recorded()
    const release = async ({ signal }: CaptureContext) => {
      await supervisor.reload()
      signal.throwIfAborted()
    }
    await putSource(url, { slug: 'erp' })
    const { supervisor } = await run({ ...captures, release })
    await captures.whenBegun(1)
    await supervisor.release('erp')
    expect(await stateOf('erp')).toMatchObject({ asked: null, problem: null })
  })

  test('that is cut short by the end of its process is carried out by the next one', async () => {
    const captures = recorded()
    const [begun, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const cutShort = ({ signal }: CaptureContext) => {
      begun.resolve()
      return untilAborted(signal)
    }
    await putSource(url, { slug: 'erp' })
    const first = await run({ ...captures, release: cutShort })
    await captures.whenBegun(1)
    const told = first.supervisor.release('erp').catch((error: unknown) => error)
    await begun.promise
    await first.supervisor.stop()
    expect(await told).toBeInstanceOf(CaptureError)
    expect(await stateOf('erp')).toMatchObject({ asked: 'release', problem: null })
    await run({ ...captures, release: async () => done.resolve() })
    await done.promise
  })
})
