import { expect, test, type ConsoleMessage, type Page } from '@playwright/test'
import { payWith } from './hosted-pages'
import { ask, cards, signInAsNew } from './steps'
import { assertLooks, looks, show, violations } from '@/tests/support/looks'

/** In every look, loaded anew in each theme and at each width. */
async function examine(page: Page, path: string): Promise<void> {
  const errors: string[] = []
  const listen = (message: ConsoleMessage) => {
    // An address that does not exist is one of those looked at.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text())
  }
  page.on('console', listen)
  for (const look of looks) {
    await show(page, look)
    if (look.rules === 'all') await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached()
    await assertLooks(page, look)
  }
  page.off('console', listen)
  expect(errors, path).toEqual([])
}

for (const path of [
  '/',
  '/pricing',
  '/docs/api',
  '/sign-in',
  '/sign-in/check-mail',
  '/terms',
  '/privacy',
  '/nowhere',
])
  test(`a stranger's ${path}`, async ({ page }) => {
    await examine(page, path)
  })

test('only what carries the nonce of its response runs', async ({ page }) => {
  const nonceOf = async (path: string) => {
    const response = await page.goto(path)
    const policy = response?.headers()['content-security-policy'] ?? ''
    return /script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1]
  }
  const [one, other] = [await nonceOf('/'), await nonceOf('/nowhere')]
  expect(one).toBeTruthy()
  expect(other).not.toBe(one)
  const refused = await page.evaluate(
    () =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) =>
          resolve(event.effectiveDirective),
        )
        document.body.insertAdjacentHTML(
          'beforeend',
          `<img src="data:," alt="" onerror="document.title = 'run'">`,
        )
      }),
  )
  expect(refused).toBe('script-src-attr')
  await expect(page).not.toHaveTitle('run')
})

test('pages of somebody new', async ({ page }) => {
  test.setTimeout(120_000)
  await signInAsNew(page)
  for (const path of [
    '/assistant',
    '/images',
    '/agents',
    '/usage',
    '/billing',
    '/billing/cancelled?kind=topup&item=small',
    '/settings',
  ])
    await examine(page, path)
})

test('pages of somebody with a history', async ({ page }) => {
  test.setTimeout(180_000)
  await signInAsNew(page)
  for (const question of [
    'Where did my credits go?',
    'What do the models cost?',
    'Show my payments',
  ])
    await ask(page, question)
  const chat = new URL(page.url()).pathname
  await page.goto('/billing')
  await page.getByRole('button', { name: /Buy.*250/ }).click()
  await payWith(page, cards.success)
  await expect(page.getByRole('heading', { name: 'Credits added' })).toBeVisible()
  const { pathname, search } = new URL(page.url())
  for (const path of [chat, '/usage', '/billing', pathname + search]) await examine(page, path)

  await page.goto('/usage')
  for (const line of await page.locator('details').all()) await line.locator('summary').click()
  expect(await violations(page)).toEqual([])
})

test('strangers are sent to sign in, and back; JSON routes answer 401', async ({
  page,
  request,
}) => {
  for (const path of ['/assistant', '/images', '/agents', '/usage', '/billing', '/settings']) {
    await page.goto(path)
    await expect(page).toHaveURL(new RegExp(`/sign-in\\?next=${encodeURIComponent(path)}`))
  }
  expect((await request.get('/admin')).status()).toBe(404)
  for (const path of [
    '/api/balance',
    '/api/chats',
    '/api/payments',
    '/api/subscriptions',
    '/api/checkout/cs_test_1',
  ])
    expect((await request.get(path)).status(), path).toBe(401)
  for (const path of ['/api/chat', '/api/create-checkout', '/api/cron'])
    expect((await request.post(path, { data: {} })).status(), path).toBe(401)
  expect((await request.delete('/api/subscriptions/sub_1')).status()).toBe(401)
})

test('the keyboard reaches everything: skip link, keys, command menu', async ({ page }) => {
  await signInAsNew(page, '/usage')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: /skip/i })).toBeFocused()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('billing')
  await expect(page.getByRole('option', { name: /billing/i, selected: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/billing/)
})
