import type { Pool } from 'pg'

/** The sandbox's time: the real one, moved ahead. Only ever forward, as the world it plays in. */
export type SandboxClock = {
  /** Unix seconds. */
  now(): number
  /** How far ahead of the real time, in milliseconds. */
  offsetMs(): number
  /** Moves to a time in Unix seconds, unless it is past already. */
  moveTo(seconds: number): Promise<void>
}

/** The clock as it was left: a restart does not turn it back. */
export async function openClock(pool: Pool): Promise<SandboxClock> {
  await pool.query(
    `create table if not exists clock (
       the_only boolean primary key default true check (the_only),
       offset_ms bigint not null
     )`,
  )
  const { rows } = await pool.query<{ offset_ms: string }>('select offset_ms from clock')
  let offset = Number(rows[0]?.offset_ms ?? 0)

  return {
    now: () => Math.floor((Date.now() + offset) / 1000),
    offsetMs: () => offset,
    async moveTo(seconds) {
      const wanted = seconds * 1000 - Date.now()
      if (wanted <= offset) return
      offset = wanted
      await pool.query(
        `insert into clock (offset_ms) values ($1)
         on conflict (the_only) do update set offset_ms = greatest(clock.offset_ms, excluded.offset_ms)`,
        [offset],
      )
    },
  }
}
