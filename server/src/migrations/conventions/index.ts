import type { Convention } from '../convention';
import { atlas } from './atlas';
import { bun } from './bun';
import { custom } from './custom';
import { dbMigrate } from './db-migrate';
import { dbmate } from './dbmate';
import { diesel } from './diesel';
import { drizzle } from './drizzle';
import { encore } from './encore';
import { flyway } from './flyway';
import { golangMigrate } from './golang-migrate';
import { goose } from './goose';
import { graphileMigrate } from './graphile-migrate';
import { hasura } from './hasura';
import { liquibase } from './liquibase';
import { morph } from './morph';
import { nodePgMigrate } from './node-pg-migrate';
import { pop } from './pop';
import { popx } from './popx';
import { postgrator } from './postgrator';
import { prisma } from './prisma';
import { refinery } from './refinery';
import { river } from './river';
import { sqitch } from './sqitch';
import { sqlMigrate } from './sql-migrate';
import { sqlx } from './sqlx';
import { supabase } from './supabase';
import { tern } from './tern';

/** All conventions; of two with equal evidence the earlier one is taken. */
export const conventions: readonly Convention[] = [
  golangMigrate, goose, dbmate, sqlx, diesel, flyway, sqlMigrate, tern, supabase, prisma, drizzle, atlas, nodePgMigrate,
  refinery, sqitch, graphileMigrate, hasura, popx, pop, encore, morph, bun, liquibase, postgrator, dbMigrate, river, custom,
];
