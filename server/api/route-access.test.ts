import Fastify from 'fastify'
import { describe, expect, test, vi } from 'vitest'
import type { Role } from '#contract/role-names.ts'
import type { Viewer } from '#contract/role.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { demandRouteAccess } from './route-access.ts'
import { actorOf, assertAllowed } from './viewer.ts'

function somebody(...roles: Role[]): Viewer {
  return { id: 'ada', name: 'Ada', kind: 'person', roles }
}

function appWithRoutes() {
  const app = Fastify()
  const handler = vi.fn(() => 'reached')
  const identify = vi.fn((): Promise<Viewer | null> => Promise.resolve(null))
  demandRouteAccess(app, identify)
  app.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof ProblemError ? error.status : 500).send(error instanceof Error ? error.message : ''),
  )
  return { app, handler, identify }
}

describe('a route', () => {
  test('without access cannot be registered', () => {
    const { app, handler } = appWithRoutes()
    expect(() => app.get('/open', handler)).toThrow('the route GET /open has no access')
    expect(() => app.post('/open', { config: {} }, handler)).toThrow('the route POST /open has no access')
  })

  test('without access cannot be registered in a plugin either', async () => {
    const { app, handler } = appWithRoutes()
    const registering = app.register(async (inner) => {
      inner.get('/inner', handler)
    })
    await expect(registering).rejects.toThrow('the route GET /inner has no access')
  })

  test.each(['GET', 'HEAD'] as const)('that names a permission is not reached by %s without it', async (method) => {
    const { app, handler, identify } = appWithRoutes()
    app.get('/events', { config: { access: 'read:events' } }, handler)
    expect((await app.inject({ method, url: '/events' })).statusCode).toBe(401)
    identify.mockResolvedValue(somebody('sales', 'support'))
    expect((await app.inject({ method, url: '/events' })).statusCode).toBe(403)
    expect(handler).not.toHaveBeenCalled()
    identify.mockResolvedValue(somebody('data'))
    expect((await app.inject({ method, url: '/events' })).statusCode).toBe(200)
    expect(handler).toHaveBeenCalledOnce()
  })

  test.each(['view', 'viewer'] as const)('for a %s asks who it is, and no role here', async (access) => {
    const { app, identify } = appWithRoutes()
    app.get('/mine', { config: { access } }, (request) => actorOf(request))
    expect((await app.inject('/mine')).statusCode).toBe(401)
    identify.mockResolvedValue(somebody())
    expect((await app.inject('/mine')).json()).toEqual({ id: 'ada', name: 'Ada' })
  })

  test.each(['anyone', 'signature'] as const)('for %s asks nobody who they are', async (access) => {
    const { app, handler, identify } = appWithRoutes()
    app.get('/open', { config: { access } }, handler)
    expect((await app.inject('/open')).statusCode).toBe(200)
    expect(identify).not.toHaveBeenCalled()
  })

  test('shows what proves the caller to whoever identifies them, and nothing else', async () => {
    const { app, handler, identify } = appWithRoutes()
    app.get('/mine', { config: { access: 'viewer' } }, handler)
    await app.inject({ url: '/mine', headers: { cookie: 'a=b', authorization: 'Bearer c', 'x-forwarded-for': 'd' } })
    expect(identify).toHaveBeenCalledWith({ headers: { cookie: 'a=b', authorization: 'Bearer c' }, token: undefined })
  })
})

test('who has none of the roles on a line may not, an admin may everything', () => {
  expect(() => assertAllowed(somebody(), 'view:wall')).toThrow(ProblemError)
  expect(() => assertAllowed(somebody('exec'), 'command:source.create')).toThrow(ProblemError)
  assertAllowed(somebody('admin'), 'command:source.create')
})
