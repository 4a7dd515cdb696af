import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'

const script = readFileSync(new URL('../../../public/vigie.js', import.meta.url))

describe('the tracker', () => {
  test('has at most 1 KB with gzip', () => {
    expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(1024)
  })

  test('needs nothing that a strict content security policy forbids', () => {
    expect(script.toString('utf8')).not.toMatch(
      /\beval\b|new Function|innerHTML|createElement|\.style|document\.cookie/,
    )
  })
})
