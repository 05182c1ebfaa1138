import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { audit, charge, credits } from '@/lib/credits'
import { runCommand } from '@/lib/credits/commands'
import type { User } from '@/prisma/generated/client'
import { corruptBalance } from '@/tests/support/corrupt'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})

const run = (line: string, ...last: string[]) =>
  runCommand(database.db, [...line.split(' '), ...last])

async function asJson(line: string, ...last: string[]): Promise<unknown> {
  const { code, out, err } = await run(`${line} --json`, ...last)
  expect({ code, err }).toEqual({ code: 0, err: [] })
  return JSON.parse(out.join('\n'))
}

const newUser = (): Promise<User> => createUser(database.db)

const grantLine = ({ email }: User, amount: string, key: string, kind = 'manual') =>
  `grant ${email} --amount ${amount} --kind ${kind} --key ${key} --reason sorry`

const spend = (user: User, amount: number) =>
  charge(database.db, {
    userId: user.id,
    operationKey: `op:${amount}`,
    requestHash: '',
    amount: credits(amount),
  })

describe('grant', () => {
  test('gives exactly the amount, once per key', async () => {
    const user = await newUser()
    const line = grantLine(user, '0.000001', 'support:1')
    expect(await asJson(line)).toMatchObject({ outcome: 'granted', available: 1 })
    expect(await asJson(line)).toMatchObject({ outcome: 'replayed', available: 1 })
    expect(await run(line)).toMatchObject({
      code: 0,
      out: [
        'Granted before under this key: nothing more was granted.',
        '0.000001 available, 0 held',
      ],
    })
    expect(await asJson(grantLine(user, '4.35', 'support:2', 'promo'))).toMatchObject({
      available: 4_350_001,
    })
    expect(await audit(database.db, { userId: user.id })).toEqual([])
  })

  test('refuses a key that names another grant, and says how it differs', async () => {
    const user = await newUser()
    await run(grantLine(user, '50', 'campaign'))
    expect(await run(`${grantLine(user, '60', 'campaign', 'promo')} --expires 2099-01-31`)).toEqual(
      {
        code: 1,
        out: [],
        err: [
          'The key campaign names another grant (kind manual, not promo; amount 50, not 60; ' +
            'expires never, not 2099-02-01T00:00:00.000Z). Nothing was granted.',
        ],
      },
    )
    expect(await asJson(`balance ${user.email}`)).toMatchObject({ available: 50_000_000 })
  })

  test.each([
    ['2099-01-31', '2099-02-01T00:00:00.000Z'], // the whole day
    ['2096-02-29', '2096-03-01T00:00:00.000Z'],
    ['2099-01-31T18:00:00Z', '2099-01-31T18:00:00.000Z'],
    ['2099-01-31T18:00+02:00', '2099-01-31T16:00:00.000Z'],
  ])('--expires %s is %s', async (given, expiresAt) => {
    const user = await newUser()
    await run(`${grantLine(user, '5', 'k', 'promo')} --expires ${given}`)
    expect(await asJson(`balance ${user.id}`)).toMatchObject({
      buckets: [{ kind: 'promo', granted: 5_000_000, remaining: 5_000_000, expiresAt }],
    })
  })

  test.each([
    ['--amount 1.0000001', '--amount 1.0000001 is not an amount of credits'],
    ['--amount 0', '--amount must be more than 0'],
    ['--amount=-5', '--amount -5 is not an amount of credits'],
    ['--amount 1e3', 'is not an amount'],
    ['--amount 99999999999', 'is not an amount'],
    ['--kind topup', '--kind must be promo or manual, not topup'],
    ['--expires 2099-02-30', '--expires 2099-02-30 is no date'],
    ['--expires 2099-02-30T00:00:00Z', 'is no date'],
    ['--expires 2099-01-31T18:00', 'is no date'], // of which place?
    ['--expires tomorrow', 'is no date'],
    ['--expires 2020-01-31', '--expires 2020-01-31 has passed'],
    ['--key=', '--key is missing'],
    ['--colour red', "Unknown option '--colour'"],
    ['another', 'Not understood: another'],
  ])('does not understand %s', async (wrong, message) => {
    const user = await newUser()
    const answer = await run(`${grantLine(user, '5', 'k')} ${wrong}`)
    expect(answer).toMatchObject({ code: 2, out: [] })
    expect(answer.err.join('\n')).toContain(message)
    expect(await database.db.creditGrant.count({ where: { userId: user.id } })).toBe(0)
  })

  test('names what is missing', async () => {
    const { email } = await newUser()
    expect(await run(`grant ${email} --amount 5 --kind promo --key k`)).toMatchObject({
      code: 2,
      err: ['--reason is missing.'],
    })
    expect((await run('grant')).code).toBe(2)
  })
})

describe('reverse', () => {
  test('moves a grant to a target, and back', async () => {
    const user = await newUser()
    await run(grantLine(user, '50', 'k'))
    await spend(user, 40)
    const reverse = (target: string) => asJson(`reverse ${user.email} --key k --target ${target}`)
    expect(await reverse('30')).toMatchObject({
      outcome: 'reversed',
      moved: -10_000_000,
      debtMoved: 20_000_000,
      debt: 20_000_000,
    })
    expect(await reverse('30')).toMatchObject({ outcome: 'unchanged', moved: 0 })
    expect(await reverse('0')).toMatchObject({
      outcome: 'reinstated',
      available: 10_000_000,
      debt: 0,
    })
    expect(await audit(database.db, { userId: user.id })).toEqual([])
  })

  test('refuses more than was granted, and what was never granted', async () => {
    const user = await newUser()
    await run(grantLine(user, '50', 'k'))
    expect(await run(`reverse ${user.email} --key k --target 50.000001`)).toEqual({
      code: 1,
      out: [],
      err: ['The grant k is of 50: no more than that can be taken back. Nothing was changed.'],
    })
    expect(await run(`reverse ${user.email} --key other --target 1`)).toMatchObject({
      code: 1,
      err: ['Nothing was granted under the key other.'],
    })
  })
})

test('a frozen account may not spend, and may again', async () => {
  const user = await newUser()
  await run(grantLine(user, '5', 'k'))
  const { code, out } = await run(`freeze ${user.email}`)
  expect([code, out[0], out[3]?.split(' ')[0]]).toEqual([
    0,
    '5 available, 0 held, frozen',
    'manual',
  ])
  expect((await spend(user, 1)).outcome).toBe('frozen')
  expect(await asJson(`freeze ${user.email} --cause dispute:du_1`)).toMatchObject({
    causes: [{ kind: 'manual' }, { kind: 'dispute', cause: 'dispute:du_1' }],
  })
  expect(await asJson(`unfreeze ${user.email} --cause dispute:du_1`)).toMatchObject({
    frozen: true,
  })
  expect((await run(`freeze ${user.email} --cause because`)).code).toBe(2)
  expect(await asJson(`unfreeze ${user.email}`)).toMatchObject({ frozen: false })
  expect((await spend(user, 1)).outcome).toBe('charged')
})

test('the balance by bucket and the last movements', async () => {
  const user = await newUser()
  expect(await run(`statement ${user.email}`)).toMatchObject({ out: ['Nothing has moved yet.'] })
  await run(grantLine(user, '5', 'k', 'promo'))
  await spend(user, 2)
  const { out } = await run(`balance ${user.email.toUpperCase()}`)
  expect(out[0]).toBe('3 available, 0 held')
  expect(out[2]).toMatch(/^bucket +kind +left +of +expires +for$/)
  expect(out[3]).toMatch(/^\d+ +promo +3 +5 +never +sorry$/)
  const lines = (await run(`statement ${user.email} --limit 1`)).out
  expect(lines).toHaveLength(2)
  expect(lines[1]).toMatch(/^\S+Z +burn +-2 +3 +op:2$/)
  expect(await run(`statement ${user.email} --limit 0`)).toMatchObject({ code: 2 })
})

test('nobody, nothing and nonsense', async () => {
  expect(await run('balance nobody@example.com')).toEqual({
    code: 1,
    out: [],
    err: ['There is no user nobody@example.com.'],
  })
  for (const line of ['', 'toString', 'burn ada@example.com'])
    expect((await run(line)).err[0]).toBe('Usage: npm run credits -- <command> [--json]')
  expect((await run('help')).code).toBe(0)
})

describe('audit', () => {
  test('finds nothing, and says of how many', async () => {
    const accounts = await database.db.creditAccount.count()
    expect(await run('audit --full')).toEqual({
      code: 0,
      out: [`${accounts} accounts in all: nothing found.`],
      err: [],
    })
    expect((await run('audit --full --user x@example.com')).code).toBe(2)
  })

  test('ends with 1 when something is found, in the process too', async () => {
    const user = await newUser()
    await run(grantLine(user, '5', 'k'))
    await corruptBalance(database.db, user.id, 1)
    const { code, out } = await run(`audit --user ${user.email}`)
    expect(code).toBe(1)
    expect(out[0]).toMatch(/^user +problem +of +in words$/)
    expect(out[1]).toMatch(
      /balance differs from the open buckets +account +The account has 5\.000001 /,
    )

    const failure = await promisify(execFile)(
      process.execPath,
      ['--conditions=react-server', '--import', 'tsx', 'lib/credits/cli.ts', 'audit', '--json'],
      { env: { ...process.env, DATABASE_URL: database.url } },
    ).catch((error: { code: number; stdout: string }) => error)
    expect(failure).toMatchObject({ code: 1 })
    const found = JSON.parse(failure.stdout) as { problems: number; findings: unknown[] }
    expect(found.problems).toBe(2)
    expect(found.findings).toContainEqual(expect.objectContaining({ userId: user.id }))
    await corruptBalance(database.db, user.id, -1)
    expect(await run(`audit --user ${user.id}`)).toMatchObject({ code: 0 })
  })
})
