import { Hono } from 'hono'
import type { Transact } from '../context'
import { challengeRoutes } from './challenge-routes'
import { checkoutRoutes } from './checkout-routes'
import { documentRoutes } from './document-routes'
import { notFoundPage } from './frame'
import { portalRoutes } from './portal-routes'

/** The pages a customer sees: checkout, the bank's challenge, invoice, receipt, portal. */
export function createPages(transact: Transact): Hono {
  const pages = new Hono()
    .route('/c', checkoutRoutes(transact))
    .route('/3ds', challengeRoutes(transact))
    .route('/p', portalRoutes(transact))
    .route('/', documentRoutes(transact))
  pages.all('*', notFoundPage)
  return pages
}
