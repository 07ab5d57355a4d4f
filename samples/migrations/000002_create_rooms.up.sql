CREATE TABLE IF NOT EXISTS rooms (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    beds INTEGER NOT NULL CHECK (beds > 0),
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0)
);

INSERT INTO rooms (name, beds, price_cents) VALUES
    ('Garden', 2, 9500),
    ('Attic', 1, 6000),
    ('Family', 4, 14500)
ON CONFLICT (name) DO NOTHING;
