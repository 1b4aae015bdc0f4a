import fastify from 'fastify';
import pg from 'pg';

// The least that keeps events durably, once each, in PostgreSQL: no validation, no enrichment, no fold.
const pool = new pg.Pool({ host: process.argv[2], database: 'postgres', user: process.argv[3], max: 16 });
await pool.query(`CREATE TABLE IF NOT EXISTS events (
  seq bigserial PRIMARY KEY, message_id text NOT NULL UNIQUE, anonymous_id text, user_id text, type text NOT NULL, name text,
  sent_time timestamptz, received_at timestamptz NOT NULL DEFAULT now(), properties json, traits json, context json)`);

const INSERT = `INSERT INTO events (message_id, anonymous_id, user_id, type, name, sent_time, properties, traits, context)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::json[],
    $8::json[], $9::json[]) ON CONFLICT DO NOTHING`;

const text = (value) => (value === undefined ? null : JSON.stringify(value));
const app = fastify({ bodyLimit: 4_194_304 });
app.post('/v1/batch', async (request) => {
  const { batch } = request.body;
  const columns = [
    batch.map((message) => message.messageId),
    batch.map((message) => message.anonymousId),
    batch.map((message) => message.userId),
    batch.map((message) => message.type),
    batch.map((message) => message.event ?? message.name),
    batch.map((message) => message.timestamp),
    batch.map((message) => text(message.properties)),
    batch.map((message) => text(message.traits)),
    batch.map((message) => text(message.context)),
  ];
  const { rowCount } = await pool.query({ name: 'insert', text: INSERT, values: columns });
  return { success: true, accepted: rowCount };
});
await app.listen({ host: '127.0.0.1', port: 0 });
console.log(`listening ${app.server.address().port}`);
