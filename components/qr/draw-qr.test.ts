import { encode } from 'uqr'
import { expect, test } from 'vitest'
import { drawQr } from './draw-qr.ts'
import { phoneUrl } from './phone-url.ts'

const url = 'https://vigie.example/try'

/** Reads the path back into modules: every move starts one run of dark modules, one row high. */
function modulesOf(d: string, size: number): boolean[][] {
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
  for (const [, x, y, length] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    modules[Number(y)]?.fill(true, Number(x), Number(x) + Number(length))
  }
  return modules
}

test('the path draws exactly the dark modules of the code', () => {
  const { size, d } = drawQr(url)
  expect(modulesOf(d, size)).toEqual(encode(url, { ecc: 'M', border: 0 }).data)
})

test('another address is another code', () => {
  expect(drawQr(`${url}/1`).d).not.toBe(drawQr(url).d)
})

test('a phone gets the page with the button, unless only this machine can open it', () => {
  expect(phoneUrl('http://192.168.1.20:3000', '/v1/guests/1.a')).toBe('http://192.168.1.20:3000/v1/guests/1.a')
  expect(phoneUrl('https://vigie.example/', '/v1/guests/1.a')).toBe('https://vigie.example/v1/guests/1.a')
  expect(phoneUrl('https://vigie.example/', null)).toBeNull()
  for (const here of [null, 'http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
    expect(phoneUrl(here, '/v1/guests/1.a')).toBeNull()
  }
})
