import { readdirSync, readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { answers, auditProblems, balanceOf, composer, signInAsNew } from './steps'

const question = 'What is my balance?'
const messages = (page: Page) => page.getByRole('list', { name: 'Messages' })

/** The scripts that talk to the model, ours and the AI SDK's: both name the route. */
const lateScripts = (): string[] => {
  const folder = '.next/static/chunks'
  return readdirSync(folder).filter(
    (name) =>
      name.endsWith('.js') && readFileSync(`${folder}/${name}`, 'utf8').includes('"/api/chat"'),
  )
}

/** Opens a new chat and keeps the late scripts back until they are let through, or fail. */
async function openWithoutLateScripts(page: Page) {
  await signInAsNew(page, '/settings')
  const scripts = lateScripts()
  expect(scripts).not.toEqual([])
  const gate = Promise.withResolvers<void>()
  let fails = false
  for (const script of scripts)
    await page.route(`**/${script}*`, async (route) => {
      await gate.promise
      return fails ? route.abort() : route.continue()
    })
  await page.goto('/assistant')
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
