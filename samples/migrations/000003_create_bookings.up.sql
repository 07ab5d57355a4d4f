-- A guest books a room for some nights
CREATE TABLE IF NOT EXISTS bookings (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id BIGINT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE RESTRICT,
    arrives_on DATE NOT NULL,
    leaves_on DATE NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT bookings_stay_check CHECK (leaves_on > arrives_on)
);

CREATE INDEX IF NOT EXISTS bookings_customer_id_idx ON bookings (customer_id);
