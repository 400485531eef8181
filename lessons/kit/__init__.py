"""What every lesson uses: data, borders, drawing, exhibits, questions and the record."""
