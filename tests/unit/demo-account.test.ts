import { expect, test } from 'vitest'
import { advance, openDemoAccount } from '@/components/marketing/demo-account'

type Account = ReturnType<typeof openDemoAccount>

/** The account after each of so many beats, the opening one first. */
const life = (beats: number): Account[] => {
  const accounts = [openDemoAccount()]
  for (let beat = 0; beat < beats; beat++) accounts.push(advance(accounts.at(-1)!))
  return accounts
}

test('the example on the home page is an account that adds up, for ever', () => {
  const accounts = life(400)
  for (const { balance, lines } of accounts) {
    expect(balance.available).toBeGreaterThanOrEqual(0)
    expect(balance.held).toBeGreaterThanOrEqual(0)
    expect(lines[0]?.balance).toBe(balance.available + balance.held)
    const carried = lines.slice(1).map((older, index) => older.balance + lines[index]!.amount)
    expect(lines.slice(0, -1).map((line) => line.balance)).toEqual(carried)
  }
  expect(accounts.at(-1)?.lines[0]?.id).toBeGreaterThan(Number(accounts[0]?.lines[0]?.id))
})

test('each charge is held in full before it is taken', () => {
  const accounts = life(50)
  const charges = accounts.slice(1).flatMap((account, index) => {
    const before = accounts[index]!
    const line = account.lines[0]!
    const isNew = line.id !== before.lines[0]?.id && line.amount < 0
    return isNew ? [{ taken: -line.amount, heldBefore: before.balance.held }] : []
  })
  expect(charges.length).toBeGreaterThan(5)
  expect(charges.filter(({ taken, heldBefore }) => taken > heldBefore)).toEqual([])
})
