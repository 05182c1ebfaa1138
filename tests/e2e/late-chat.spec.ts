import { readdirSync, readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { answers, auditProblems, balanceOf, composer, signInAsNew } from './steps'

const question = 'What is my balance?'
const messages = (page: Page) => page.getByRole('list', { name: 'Messages' })

/** The scripts of the build in which something stands. */
const scriptsWith = (text: string): string[] => {
  const folder = '.next/static/chunks'
  return readdirSync(folder).filter(
    (name) => name.endsWith('.js') && readFileSync(`${folder}/${name}`, 'utf8').includes(text),
  )
}

/** Keeps scripts back until they are let through, or fail. */
async function hold(page: Page, scripts: string[]) {
  expect(scripts).not.toEqual([])
  const gate = Promise.withResolvers<void>()
  let fails = false
  for (const script of scripts)
    await page.route(`**/${script}*`, async (route) => {
      await gate.promise
      return fails ? route.abort() : route.continue()
    })
  return {
    fail: () => {
      fails = true
      gate.resolve()
    },
    letThrough: () => {
      fails = false
      gate.resolve()
    },
  }
}

/** Opens a new chat without what talks to the model, ours and the AI SDK's: both name the route. */
async function openWithoutLateScripts(page: Page) {
  await signInAsNew(page, '/settings')
  const late = await hold(page, scriptsWith('"/api/chat"'))
  await page.goto('/assistant')
  return late
}

test('a question asked before the late scripts are there waits for them, and is answered once', async ({
  page,
}) => {
  const late = await openWithoutLateScripts(page)
  await composer(page).click()
  await page.keyboard.type(question)
  await page.keyboard.press('Enter')
  await expect(messages(page).getByText(question)).toBeVisible()
  await expect(messages(page).getByText('Thinking')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send' })).toHaveAttribute('aria-busy', 'true')
  await page.keyboard.type('And what ')
  late.letThrough()
  await expect(answers(page).getByRole('button', { name: 'Answer again' })).toBeVisible()
  await expect(answers(page)).toHaveCount(1)
  await expect(messages(page).getByText(question)).toHaveCount(1)
  // Nothing took the composer away meanwhile.
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('does it buy?')
  await expect(composer(page)).toHaveValue('And what does it buy?')
  const cost = Number(await answers(page).getByTestId('answer-cost').getAttribute('data-micro'))
  expect(await balanceOf(page)).toBe(100_000_000 - cost)
  expect(await auditProblems()).toEqual([])
})

test('a question goes back to the composer when the late scripts cannot be had, and the next one gets them', async ({
  page,
}) => {
  const late = await openWithoutLateScripts(page)
  late.fail()
  await composer(page).fill(question)
  await composer(page).press('Enter')
  await expect(page.getByRole('status')).toContainText('Nothing was charged; send it again')
  await expect(composer(page)).toHaveValue(question)
  await expect(composer(page)).toBeFocused()
  await expect(messages(page)).toHaveCount(0)
  expect(await balanceOf(page)).toBe(100_000_000)

  late.letThrough()
  await composer(page).press('Enter')
  await expect(answers(page).getByRole('button', { name: 'Answer again' })).toBeVisible()
  await expect(answers(page)).toHaveCount(1)
})

test('a question that was left before it could be sent is in the composer again', async ({
  page,
}) => {
  const late = await openWithoutLateScripts(page)
  await composer(page).fill(question)
  await composer(page).press('Enter')
  await expect(messages(page).getByText('Thinking')).toBeVisible()
  const rooms = page.getByRole('navigation', { name: 'Main' })
  await rooms.getByRole('link', { name: 'Usage' }).click()
  await expect(page).toHaveURL('/usage')
  late.letThrough()
  await rooms.getByRole('link', { name: 'Assistant' }).click()
  await expect(composer(page)).toHaveValue(question)
  expect(await balanceOf(page)).toBe(100_000_000)
})

test('a menu that is opened before its script is there opens as soon as it is', async ({
  page,
}) => {
  await signInAsNew(page, '/terms')
  const scripts = scriptsWith('Signed in as')
  const late = await hold(page, scripts)
  // The page listens when it asks for them; it is not loaded as long as they are not.
  const asked = page.waitForRequest((request) =>
    scripts.some((script) => request.url().includes(script)),
  )
  await page.goto('/assistant', { waitUntil: 'commit' })
  await asked
  const account = page.getByRole('button', { name: 'Account menu' })
  await account.focus()
  await page.keyboard.press('Enter')
  await expect(account).toBeFocused()
  late.letThrough()
  await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(account).toBeFocused()
})

test('what is typed before any script has come stays, below a draft that was kept', async ({
  page,
}) => {
  await signInAsNew(page, '/settings')
  for (const [typed, expected] of [
    ['Early words', 'Early words'],
    ['And more', 'Early words\n\nAnd more'],
  ] as const) {
    const scripts = await hold(page, ['_next/static/chunks/*.js'])
    await page.goto('/assistant', { waitUntil: 'commit' })
    await composer(page).click()
    await page.keyboard.type(typed)
    await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
    scripts.letThrough()
    await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled()
    await expect(composer(page)).toHaveValue(expected)
    await page.unrouteAll()
  }
})
