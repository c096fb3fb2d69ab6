import Database from 'libsql';
import pg from 'pg';

/** Runs one statement on a database behind the store's back. */
export const changeDatabase = async (url: string, statement: string): Promise<void> => {
  if (url.startsWith('sqlite:')) {
    const database = new Database(url.slice('sqlite:'.length));
    database.exec(statement);
    database.close();
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
};
