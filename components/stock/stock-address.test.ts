import { expect, test } from 'vitest'
import { skuHref, skuOfPath } from './stock-address.ts'

test.each(['BRM-1182-M', 'a/b', 'é ü', '100%', '?x=#y', 'a:b'])('the address of %s leads back to it', (sku) => {
  const { pathname, searchParams } = new URL(skuHref(sku, `${sku}@rennes:out:7`), 'http://vigie')
  expect(skuOfPath(pathname)).toBe(sku)
  expect(searchParams.get('alert')).toBe(`${sku}@rennes:out:7`)
})

test('what is typed wrongly is taken as it is, and the screen itself names no SKU', () => {
  expect(skuOfPath('/stock/100%')).toBe('100%')
  expect([skuOfPath('/stock'), skuOfPath('/stock/'), skuOfPath('/stock/a/b')]).toEqual([null, null, null])
})
