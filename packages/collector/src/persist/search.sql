-- Where texts in names and email addresses are found. Kept by triggers, in the file alone: a fold beside it needs none of this.

-- What people are found by, in small letters.
CREATE TABLE search_texts (text_id INTEGER PRIMARY KEY, profile_id TEXT NOT NULL UNIQUE, text TEXT NOT NULL) STRICT;

-- Any three letters in a row, and the list of those there are.
CREATE VIRTUAL TABLE search_index USING fts5 (text, content = 'search_texts', content_rowid = 'text_id', columnsize = 0, tokenize = 'trigram');
CREATE VIRTUAL TABLE search_terms USING fts5vocab (search_index, 'row');

INSERT INTO search_texts (profile_id, text)
SELECT profile_id, searched_text(name, email) FROM profile_rows WHERE name IS NOT NULL OR email IS NOT NULL;
INSERT INTO search_index (search_index) VALUES ('rebuild');

CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN
  INSERT INTO search_index (rowid, text) VALUES (new.text_id, new.text);
END;
CREATE TRIGGER search_texts_changed AFTER UPDATE ON search_texts BEGIN
  INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', old.text_id, old.text);
  INSERT INTO search_index (rowid, text) VALUES (new.text_id, new.text);
END;
CREATE TRIGGER search_texts_removed AFTER DELETE ON search_texts BEGIN
  INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', old.text_id, old.text);
END;

CREATE TRIGGER profile_added AFTER INSERT ON profile_rows WHEN new.name IS NOT NULL OR new.email IS NOT NULL BEGIN
  INSERT INTO search_texts (profile_id, text) VALUES (new.profile_id, searched_text(new.name, new.email));
END;
CREATE TRIGGER profile_renamed AFTER UPDATE OF name, email ON profile_rows
WHEN new.name IS NOT old.name OR new.email IS NOT old.email BEGIN
  DELETE FROM search_texts WHERE profile_id = old.profile_id AND new.name IS NULL AND new.email IS NULL;
  INSERT INTO search_texts (profile_id, text)
  SELECT new.profile_id, searched_text(new.name, new.email) WHERE new.name IS NOT NULL OR new.email IS NOT NULL
  ON CONFLICT (profile_id) DO UPDATE SET text = excluded.text;
END;
CREATE TRIGGER profile_removed AFTER DELETE ON profile_rows WHEN old.name IS NOT NULL OR old.email IS NOT NULL BEGIN
  DELETE FROM search_texts WHERE profile_id = old.profile_id;
END;
