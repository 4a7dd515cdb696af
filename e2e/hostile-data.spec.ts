import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { findCustomers, untilFound } from './found-customers.ts'

const markup = `<img src=x onerror="alert(1)"><script>alert(2)</script>'"><svg onload=alert(3)>`

test('markup in what systems send is text on every screen that shows it', async ({ page, vigie: _ }) => {
  const shop = await openDoor('shop')
  const somebody = { customerId: `c${markup}`, name: `Hostile ${markup}`, company: markup, email: 'h@bacs.example' }
  const sku = 'SKU-1'
  await shop.send([
    { type: 'customer.created', subject: markup, data: somebody },
    { type: 'page.viewed', data: { ...somebody, url: 'javascript:alert(4)', title: markup } },
    { type: 'ticket.opened', data: { ...somebody, ticketId: markup, title: markup } },
    {
      type: 'meeting.scheduled',
      data: { ...somebody, meetingId: 'm-1', title: markup, startsAt: new Date().toISOString(), attendees: [somebody] },
    },
    { type: 'product.updated', data: { sku, title: markup } },
    { type: 'store.updated', data: { store: 'lyon', name: markup } },
    { type: 'stock.changed', data: { sku, title: markup, store: 'lyon', before: 1, onHand: 0 } },
  ])
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await untilFound('hostile', 1)
  const [id = ''] = await findCustomers('hostile')
  const shown = [
    '/',
    '/events?type=customer.created',
    `/customers/${id}`,
    '/customers/new',
    '/meetings',
    `/stock/${sku}`,
  ]
  for (const path of shown) {
    const response = await page.goto(path)
    expect(response?.headers()['content-security-policy']).toMatch(/script-src 'nonce-[^']+' 'strict-dynamic';/)
    await expect(page.getByText('<img src=x', { exact: false }).first()).toBeVisible()
    expect(await page.locator('img[src="x"], svg[onload], a[href^="javascript:"]').count(), path).toBe(0)
  }
  await page.goto('/tv')
  await expect(page.getByRole('main')).toBeVisible()
  expect(dialogs).toEqual([])
})
