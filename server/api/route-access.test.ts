import Fastify from 'fastify'
import { describe, expect, test, vi } from 'vitest'
import { allRoles } from '#contract/role.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { demandRouteAccess } from './route-access.ts'
import { assertAllowed, builtInViewer } from './viewer.ts'

function appWithRoutes() {
  const app = Fastify()
  const handler = vi.fn(() => 'reached')
  demandRouteAccess(app)
  app.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof ProblemError ? error.status : 500).send(error instanceof Error ? error.message : ''),
  )
  return { app, handler }
}

/** The one viewer there is until people sign in, with these roles for the length of a test. */
function viewerHas(...roles: typeof builtInViewer.roles) {
  vi.spyOn(builtInViewer, 'roles', 'get').mockReturnValue(roles)
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
    const { app, handler } = appWithRoutes()
    app.get('/events', { config: { access: 'read:events' } }, handler)
    viewerHas('sales', 'support')
    expect((await app.inject({ method, url: '/events' })).statusCode).toBe(403)
    expect(handler).not.toHaveBeenCalled()
    viewerHas('data')
    expect((await app.inject({ method, url: '/events' })).statusCode).toBe(200)
    expect(handler).toHaveBeenCalledOnce()
  })

  test.each(['anyone', 'signature', 'view'] as const)('for %s asks for no role here', async (access) => {
    const { app, handler } = appWithRoutes()
    app.get('/open', { config: { access } }, handler)
    viewerHas()
    expect((await app.inject('/open')).statusCode).toBe(200)
  })
})

test('who has none of the roles on a line may not, an admin may everything, and the built-in viewer is all of them', () => {
  expect(() => assertAllowed({ id: 'a', name: 'A', roles: [] }, 'view:wall')).toThrow(ProblemError)
  expect(() => assertAllowed({ id: 'a', name: 'A', roles: ['exec'] }, 'command:source.create')).toThrow(ProblemError)
  assertAllowed({ id: 'a', name: 'A', roles: ['admin'] }, 'command:source.create')
  expect(builtInViewer.roles).toEqual(allRoles)
})
